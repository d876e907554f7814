import type { SampleRevision } from './revision.ts';

const readme = [
  '# ferry-times',
  '',
  'A sample project that came with Jumpseat. It tells when the next ferry leaves:',
  '',
  '    bin/ferry 08:10',
  '',
  'The Test step of its last build fails, and for a real reason. Read the log, rebuild with remote access, mend the',
  'mistake in the terminal, and run the step again with `run-step Test`.',
];

const config = [
  'name: ferry-times',
  'shell: sh',
  'steps:',
  '  - name: Install',
  '    run: sh scripts/install.sh',
  '  - name: Lint',
  '    run: sh scripts/lint.sh',
  '  - name: Test',
  '    run: sh test/run.sh',
  '    timeout: 5m',
  '  - name: Package',
  '    run: sh scripts/package.sh',
  'artifacts:',
  '  - dist/*',
];

const install = [
  '#!/bin/sh',
  '# Looks for the tools the project needs, and brings the timetable in order.',
  'set -eu',
  'for tool in awk sort tar; do',
  '  printf \'%-6s\' "$tool"',
  '  command -v "$tool"',
  'done',
  'mkdir -p build',
  'sort data/weekday.txt > build/weekday.txt',
  "printf 'Timetable with %s departures\\n' \"$(awk 'END { print NR }' build/weekday.txt)\"",
];

const lint = [
  '#!/bin/sh',
  '# Checks that every script can be read by the shell.',
  'set -eu',
  'for script in bin/* lib/*.sh scripts/*.sh test/*.sh; do',
  '  sh -n "$script"',
  '  printf \'\\033[32m✓\\033[0m %s\\n\' "$script"',
  'done',
];

const pack = [
  '#!/bin/sh',
  '# Packs what a harbour needs.',
  'set -eu',
  'mkdir -p dist',
  'tar -czf dist/ferry-times.tar.gz README.md bin lib build',
  "printf 'Packed dist/ferry-times.tar.gz, %s bytes\\n' \"$(wc -c < dist/ferry-times.tar.gz | tr -d ' ')\"",
];

const runTests = [
  '#!/bin/sh',
  '# Runs all tests: sh test/run.sh',
  'set -u',
  '. lib/time.sh',
  '. lib/timetable.sh',
  'passed=0',
  'failed=0',
  '',
  '# check WHAT EXPECTED ACTUAL',
  'check() {',
  '  if [ "$2" = "$3" ]; then',
  '    passed=$((passed + 1))',
  '    printf \'  \\033[32m✓\\033[0m %s\\n\' "$1"',
  '  else',
  '    failed=$((failed + 1))',
  '    printf \'  \\033[31m✗ %s\\033[0m\\n\' "$1"',
  '    printf \'      expected \\033[32m%s\\033[0m, got \\033[31m%s\\033[0m\\n\' "$2" "$3"',
  '    printf \'      checked in %s, worked out in lib/%s\\n\' "$file" "$(basename "$file" _test.sh).sh"',
  '  fi',
  '}',
  '',
  'for file in test/*_test.sh; do',
  '  printf \'\\033[1m%s\\033[0m\\n\' "$file"',
  '  . "./$file"',
  'done',
  '',
  'if [ "$failed" -gt 0 ]; then',
  '  printf \'\\nTests: \\033[31m%s failed\\033[0m, %s passed\\n\' "$failed" "$passed"',
  '  exit 1',
  'fi',
  'printf \'\\nTests: \\033[32m%s passed\\033[0m\\n\' "$passed"',
];

const ferry = (said: string): string[] => [
  '#!/bin/sh',
  '# Tells when the next ferry leaves: ferry [HH:MM]',
  'set -eu',
  'root=$(cd "$(dirname "$0")/.." && pwd)',
  '. "$root/lib/time.sh"',
  '. "$root/lib/timetable.sh"',
  'now=${1:-$(date +%H:%M)}',
  'next=$(next_departure "$now" "$root/data/weekday.txt")',
  said,
];

const toMinutes = [
  '# Times of day are written as text, like 08:05, and counted in minutes since midnight.',
  '',
  '# to_minutes 08:05 prints 485',
  'to_minutes() {',
  '  hours=${1%:*}',
  '  minutes=${1#*:}',
  '  # Without the leading zero, which would make it an octal number.',
  '  echo $((${hours#0} * 60 + ${minutes#0}))',
  '}',
];

const minutesBetween = (day: string): string[] => [
  '',
  '# minutes_between 23:50 00:10 prints 20',
  'minutes_between() {',
  '  wait=$(($(to_minutes "$2") - $(to_minutes "$1")))',
  '  # Leaving earlier than now means leaving tomorrow.',
  `  if [ "$wait" -lt 0 ]; then wait=$((wait + ${day})); fi`,
  '  echo "$wait"',
  '}',
];

const timetable = [
  '# next_departure 08:10 data/weekday.txt prints the first departure that is not over',
  'next_departure() {',
  '  while read -r departure; do',
  '    if [ "$(to_minutes "$departure")" -ge "$(to_minutes "$1")" ]; then',
  '      echo "$departure"',
  '      return',
  '    fi',
  '  done < "$2"',
  '  # Nothing more today: the first one of tomorrow.',
  '  head -n 1 "$2"',
  '}',
];

const timeTests = [
  'check \'reads a time of day\' 485 "$(to_minutes 08:05)"',
  'check \'reads midnight\' 0 "$(to_minutes 00:00)"',
];

/** The sample project for macOS and Linux, told as three commits. The last one breaks a test by a slip of the pen. */
export const posixSample: readonly SampleRevision[] = [
  {
    message: 'Timetable and the next departure',
    files: {
      'README.md': readme,
      'jumpseat.yml': config,
      '.gitignore': ['build/', 'dist/', '*.bak'],
      'data/weekday.txt': ['05:40', '06:20', '07:00', '08:30', '10:00', '12:15', '15:45', '18:10', '21:30'],
      'bin/ferry': ferry('echo "The next ferry leaves at $next"'),
      'lib/time.sh': toMinutes,
      'lib/timetable.sh': timetable,
      'scripts/install.sh': install,
      'scripts/lint.sh': lint,
      'scripts/package.sh': pack,
      'test/run.sh': runTests,
      'test/time_test.sh': timeTests,
      'test/timetable_test.sh': [
        'check \'finds the next ferry\' 08:30 "$(next_departure 08:10 data/weekday.txt)"',
        'check \'takes the one that leaves right now\' 07:00 "$(next_departure 07:00 data/weekday.txt)"',
        'check \'goes on with tomorrow\' 05:40 "$(next_departure 23:50 data/weekday.txt)"',
      ],
    },
  },
  {
    message: 'Say how long the wait is',
    files: {
      'bin/ferry': ferry('echo "The next ferry leaves at $next, in $(minutes_between "$now" "$next") minutes"'),
      'lib/time.sh': [...toMinutes, ...minutesBetween('1440')],
      'test/time_test.sh': [
        ...timeTests,
        'check \'counts a wait within a day\' 25 "$(minutes_between 08:05 08:30)"',
        'check \'counts a wait over midnight\' 20 "$(minutes_between 23:50 00:10)"',
      ],
    },
  },
  {
    message: 'Give the length of a day a name',
    files: {
      'lib/time.sh': [
        ...toMinutes.slice(0, 2),
        '# 24 hours of 60 minutes',
        'minutes_per_day=1400',
        '',
        ...toMinutes.slice(2),
        ...minutesBetween('minutes_per_day'),
      ],
    },
  },
];

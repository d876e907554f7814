import type { SampleRevision } from './revision.ts';

const readme = [
  '# ferry-times',
  '',
  'A sample project that came with Jumpseat. It tells when the next ferry leaves:',
  '',
  '    ./bin/Ferry.ps1 08:10',
  '',
  'The Test step of its last build fails, and for a real reason. Read the log, rebuild with remote access, mend the',
  'mistake in the terminal, and run the step again with `run-step Test`.',
];

const config = [
  'name: ferry-times',
  'shell: powershell',
  'steps:',
  '  - name: Install',
  '    run: ./scripts/Install.ps1',
  '  - name: Lint',
  '    run: ./scripts/Lint.ps1',
  '  - name: Test',
  '    run: ./test/Run.ps1',
  '    timeout: 5m',
  '  - name: Package',
  '    run: ./scripts/Package.ps1',
  'artifacts:',
  '  - dist/*',
];

const install = [
  '# Brings the timetable in order.',
  'New-Item -ItemType Directory -Force build | Out-Null',
  'Get-Content data/weekday.txt | Sort-Object | Set-Content build/weekday.txt',
  '"Timetable with $(@(Get-Content build/weekday.txt).Count) departures"',
];

const lint = [
  '# Checks that every script can be read by PowerShell.',
  '$broken = 0',
  'foreach ($script in Get-ChildItem bin, lib, scripts, test -Filter *.ps1) {',
  '  $errors = $null',
  '  [System.Management.Automation.Language.Parser]::ParseFile($script.FullName, [ref]$null, [ref]$errors) | Out-Null',
  '  if ($errors.Count -eq 0) { "$([char]27)[32mok$([char]27)[0m $($script.Name)" }',
  '  else { $broken += 1; "$([char]27)[31m$($script.Name): $($errors[0].Message)$([char]27)[0m" }',
  '}',
  'if ($broken -gt 0) { exit 1 }',
];

const pack = [
  '# Packs what a harbour needs.',
  'New-Item -ItemType Directory -Force dist | Out-Null',
  'Compress-Archive -Force -Path README.md, bin, lib, build -DestinationPath dist/ferry-times.zip',
  '"Packed dist/ferry-times.zip, $((Get-Item dist/ferry-times.zip).Length) bytes"',
];

const runTests = [
  '# Runs all tests: ./test/Run.ps1',
  '. ./lib/Time.ps1',
  '. ./lib/Timetable.ps1',
  '$script:passed = 0',
  '$script:failed = 0',
  '$escape = [char]27',
  '',
  'function Check($what, $expected, $actual) {',
  '  if ($expected -eq $actual) {',
  '    $script:passed += 1',
  '    "  $escape[32mpass$escape[0m $what"',
  '  } else {',
  '    $script:failed += 1',
  '    "  $escape[31mFAIL $what$escape[0m"',
  '    "      expected $escape[32m$expected$escape[0m, got $escape[31m$actual$escape[0m"',
  "    \"      checked in test/$file, worked out in lib/$($file -replace 'Tests', '')\"",
  '  }',
  '}',
  '',
  "foreach ($file in 'TimeTests.ps1', 'TimetableTests.ps1') {",
  '  "$escape[1mtest/$file$escape[0m"',
  '  . "./test/$file"',
  '}',
  '',
  'if ($failed -gt 0) { "`nTests: $escape[31m$failed failed$escape[0m, $passed passed"; exit 1 }',
  '"`nTests: $escape[32m$passed passed$escape[0m"',
];

const ferry = (said: string): string[] => [
  '# Tells when the next ferry leaves: Ferry.ps1 [HH:MM]',
  "param([string]$now = (Get-Date -Format 'HH:mm'))",
  '. "$PSScriptRoot/../lib/Time.ps1"',
  '. "$PSScriptRoot/../lib/Timetable.ps1"',
  '$next = Get-NextDeparture $now "$PSScriptRoot/../data/weekday.txt"',
  said,
];

const toMinutes = [
  '# Times of day are written as text, like 08:05, and counted in minutes since midnight.',
  '',
  '# ConvertTo-Minutes 08:05 gives 485',
  'function ConvertTo-Minutes($time) {',
  "  $hours, $minutes = $time -split ':'",
  '  [int]$hours * 60 + [int]$minutes',
  '}',
];

const minutesBetween = (day: string): string[] => [
  '',
  '# Get-MinutesBetween 23:50 00:10 gives 20',
  'function Get-MinutesBetween($from, $to) {',
  '  $wait = (ConvertTo-Minutes $to) - (ConvertTo-Minutes $from)',
  '  # Leaving earlier than now means leaving tomorrow.',
  `  if ($wait -lt 0) { $wait += ${day} }`,
  '  $wait',
  '}',
];

const timeTests = [
  "Check 'reads a time of day' 485 (ConvertTo-Minutes '08:05')",
  "Check 'reads midnight' 0 (ConvertTo-Minutes '00:00')",
];

/** The sample project for Windows, told as three commits. The last one breaks a test by a slip of the pen. */
export const windowsSample: readonly SampleRevision[] = [
  {
    message: 'Timetable and the next departure',
    files: {
      'README.md': readme,
      'jumpseat.yml': config,
      '.gitignore': ['build/', 'dist/', '*.bak'],
      'data/weekday.txt': ['05:40', '06:20', '07:00', '08:30', '10:00', '12:15', '15:45', '18:10', '21:30'],
      'bin/Ferry.ps1': ferry('"The next ferry leaves at $next"'),
      'lib/Time.ps1': toMinutes,
      'lib/Timetable.ps1': [
        '# Get-NextDeparture 08:10 data/weekday.txt gives the first departure that is not over',
        'function Get-NextDeparture($time, $file) {',
        '  $departures = Get-Content $file',
        '  $next = $departures | Where-Object { (ConvertTo-Minutes $_) -ge (ConvertTo-Minutes $time) } | Select-Object -First 1',
        '  # Nothing more today: the first one of tomorrow.',
        '  if ($null -eq $next) { $departures[0] } else { $next }',
        '}',
      ],
      'scripts/Install.ps1': install,
      'scripts/Lint.ps1': lint,
      'scripts/Package.ps1': pack,
      'test/Run.ps1': runTests,
      'test/TimeTests.ps1': timeTests,
      'test/TimetableTests.ps1': [
        "Check 'finds the next ferry' '08:30' (Get-NextDeparture '08:10' 'data/weekday.txt')",
        "Check 'takes the one that leaves right now' '07:00' (Get-NextDeparture '07:00' 'data/weekday.txt')",
        "Check 'goes on with tomorrow' '05:40' (Get-NextDeparture '23:50' 'data/weekday.txt')",
      ],
    },
  },
  {
    message: 'Say how long the wait is',
    files: {
      'bin/Ferry.ps1': ferry('"The next ferry leaves at $next, in $(Get-MinutesBetween $now $next) minutes"'),
      'lib/Time.ps1': [...toMinutes, ...minutesBetween('1440')],
      'test/TimeTests.ps1': [
        ...timeTests,
        "Check 'counts a wait within a day' 25 (Get-MinutesBetween '08:05' '08:30')",
        "Check 'counts a wait over midnight' 20 (Get-MinutesBetween '23:50' '00:10')",
      ],
    },
  },
  {
    message: 'Give the length of a day a name',
    files: {
      'lib/Time.ps1': [
        ...toMinutes.slice(0, 2),
        '# 24 hours of 60 minutes',
        '$MinutesPerDay = 1400',
        '',
        ...toMinutes.slice(2),
        ...minutesBetween('$MinutesPerDay'),
      ],
    },
  },
];

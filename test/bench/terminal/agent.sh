#!/bin/sh
# Runs on the machine's side of a contestant's terminal and does what it is told through the pipe $1/go, so that
# nobody has to type. When it is through, it paints the whole screen in one colour of the 256-colour palette.
stty -echo
# Held open, so that no job is lost between two of them.
exec 3<> "$1/go"
trap : INT
printf '\033[?25l'
finish() { printf '\033[0m\033[48;5;201m\033[2J\033[H'; }
while :; do
  read -r job file <&3 || continue
  case $job in
    blank) stty size > "$1/size"; printf '\033[0m\033[2J\033[3J\033[H' ;;
    show) cat "$file"; finish ;;
    flood) (trap - INT; while :; do cat "$file"; done); finish ;;
    end) exit 0 ;;
  esac
done

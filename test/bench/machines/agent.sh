# Runs in the terminals that are compared: paints the whole screen when a key comes, one colour for m, none for others.
stty -echo -icanon min 1 time 0
printf '\033[?25l\033[2J'
while :; do
  case $(dd bs=1 count=1 2>/dev/null) in
    m) printf '\033[48;5;201m\033[H\033[2J' ;;
    q) stty sane; printf '\033[0m\033[2J\033[H\033[?25h'; exit ;;
    *) printf '\033[0m\033[H\033[2J' ;;
  esac
done

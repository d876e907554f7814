#!/usr/bin/env bash
# Stands in for the login of a simulated machine: the person appears under the name they signed in with, commands find
# what the real machine keeps under /tmp, and Windows' shells are shells that say so.
machine=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export JUMPSEAT_TEST_MACHINE=$machine
export NSS_WRAPPER_PASSWD=$machine/passwd.d/$USER NSS_WRAPPER_GROUP=$machine/group LD_PRELOAD=libnss_wrapper.so
export LANG=C.UTF-8 TMPDIR=$machine/tmp
cd "$HOME" || exit 1

windows() {
  export PS1="$1"
  exec bash --norc --noprofile -i
}

case "$SSH_ORIGINAL_COMMAND" in
  '') exec bash -l ;;
  internal-sftp) exec /usr/lib/openssh/sftp-server ;;
  bash.exe) windows 'bash.exe \W$ ' ;;
  cmd.exe) windows 'C:\\Users\\circleci>' ;;
  powershell.exe) windows 'PS C:\\Users\\circleci> ' ;;
  *)
    command=${SSH_ORIGINAL_COMMAND//\/tmp\/ssh_jump_point/$machine/jump-point.sh}
    exec bash -c "${command//\/tmp\/sempahore/$machine/tmp/sempahore}"
    ;;
esac

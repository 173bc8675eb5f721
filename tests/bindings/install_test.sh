#!/bin/bash
# What tests/install does and says, with an apt-get that only takes notes.
set -u
install=$PWD/tests/install
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# stub NAME: a program, from standard input, that stands before the real one.
stub() {
  { echo '#!/bin/sh'; cat; } >"$work/bin/$1"
  chmod +x "$work/bin/$1"
}

# A user with sudo, who has "old"; "odd" cannot be had.
machine() {
  rm -rf "${work:?}/bin" "$work/notes"
  mkdir "$work/bin"
  for tool in sh env grep cat; do
    ln -s "$(command -v $tool)" "$work/bin/$tool"
  done
  echo 'echo 1000' | stub id
  stub dpkg-query <<'END'
for package; do :; done
[ "$package" = old ] && echo 'install ok installed'
END
  stub apt-get <<END
shift 3 # -qq -o DPkg::Lock::Timeout
echo "\$DEBIAN_FRONTEND \$*" >>"$work/notes"
case " \$* " in *' odd '*) echo 'E: no odd one'; exit 100 ;; esac
END
  stub sudo <<END
if [ "\$1" = env ]; then exec "\$@"; fi
echo "\$*" >>"$work/notes"
[ "\$1" != debconf-set-selections ] || cat >>"$work/notes"
END
}

# gives STATUS WORDS… : of tests/install with what is in $arguments.
gives() {
  local status=$1
  shift
  # shellcheck disable=SC2086  # a list of words
  PATH=$work/bin "$install" $arguments >"$work/said" 2>&1
  local got=$?
  touch "$work/notes"
  for words in "$@"; do
    grep -qxF -- "$words" "$work/said" "$work/notes" && continue
    echo "install $arguments: not \"$words\""
    failed=1
  done
  [ $got = "$status" ] && [ $failed = 0 ] && return
  echo "install $arguments: status $got"
  cat "$work/said" "$work/notes"
  failed=1
}

get='noninteractive install -y --no-install-recommends'
machine
arguments='old'
gives 0
[ -s "$work/said" ] && { echo "it speaks with nothing to do"; failed=1; }

arguments='old new newer'
gives 0 'install: new newer' 'noninteractive update' "$get new newer"
if [ ! -e /usr/sbin/policy-rc.d ]; then
  gives 0 'tee /usr/sbin/policy-rc.d' 'rm -f /usr/sbin/policy-rc.d'
fi

machine
arguments='new odd newer'
gives 1 "$get new" "$get newer" 'install: cannot install odd' 'E: no odd one'

machine
arguments='--answers new'
gives 0 'a question, answered' "$get new" <<<'a question, answered'

machine
rm "$work/bin/sudo"
arguments='new'
gives 1 'install: please run as root: apt-get install new'

machine
rm "$work/bin/dpkg-query"
gives 0 'install: not a Debian system; needed are: new'

machine
echo : | stub node
arguments='nodejs'
gives 0
[ -s "$work/notes" ] && { echo "it takes no node for one"; failed=1; }
exit $failed

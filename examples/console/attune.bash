# Completion of attune for bash.

_attune_names() {
  local manifest=plugin.manifest i
  for ((i = 1; i < COMP_CWORD; i++)); do
    [ "${COMP_WORDS[i]}" = --manifest ] && manifest=${COMP_WORDS[i + 1]}
  done
  case $1 in
  letters)
    attune letters list --json --manifest "$manifest" 2>/dev/null |
      sed -n 's/.*"id":"\([^"]*\)".*/\1/p'
    ;;
  rules)
    attune rules --json --manifest "$manifest" 2>/dev/null |
      sed -n 's/^{"rule":"\([^"]*\)".*/\1/p' | sort -u
    ;;
  webhooks)
    attune check --json --explain '' --manifest "$manifest" 2>/dev/null |
      sed -n 's/.*"webhooks":\[\(.*\)\],"dry_run.*/\1/p' | tr '{' '\n' |
      sed -n 's/^"name":"\([^"]*\)".*/\1/p'
    ;;
  trends)
    attune trends --json --manifest "$manifest" 2>/dev/null |
      sed -n 's/^{"topic":"\([^" ]*\)".*/\1/p'
    ;;
  esac
}

_attune() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  local command=${COMP_WORDS[1]} words=
  local commands="check try diff ping verify sign letters trends stats erase
    conversation events rules help"
  local common="--manifest --library --json --color --width --help"
  local scopes="--team --channel --brand --locale"
  COMPREPLY=()
  if [ "$COMP_CWORD" = 1 ]; then
    mapfile -t COMPREPLY < <(compgen -W "$commands --help --version" -- "$word")
    return
  fi
  case $before in
  --color) words="always never auto" ;;
  --format) words="text html markdown" ;;
  --from) words="agent customer" ;;
  --webhook | --endpoint) words=$(_attune_names webhooks) ;;
  --manifest | --library)
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
    return
    ;;
  esac
  if [ -n "$words" ]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
    return
  fi
  case $command in
  check) words="--explain --quiet" ;;
  try) words="--customer --from --format --name --agent --why $scopes" ;;
  diff) words="--quiet $scopes" ;;
  ping) words=$(_attune_names webhooks) ;;
  verify)
    words="--id --timestamp --signature --webhook --secret --any-time"
    ;;
  sign) words="--webhook --secret --id --timestamp" ;;
  letters)
    words="list show replay purge --waiting --endpoint --max --all"
    [ "$COMP_CWORD" -gt 2 ] && words="$words $(_attune_names letters)"
    ;;
  trends) words=$(_attune_names trends) ;;
  erase) words="--yes" ;;
  events) words="--every --once --bodies" ;;
  rules) words="$scopes $(_attune_names rules)" ;;
  help) words=$commands ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words $common" -- "$word")
  case $command in
  check | try | diff | sign | verify | stats)
    [[ $word == -* ]] ||
      mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$word")
    ;;
  esac
}

complete -o filenames -F _attune attune

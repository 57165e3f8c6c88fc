#compdef signalbox
# signalbox in zsh. Put this into ~/.zshrc, behind compinit:  source <(signalbox completion zsh)
_signalbox() {
  local line files=0
  local -a found
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      files=1
    else
      found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
    fi
  done < <("${words[1]}" __complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)
  (( $#found )) && _describe -V signalbox found
  (( files )) && _files
  (( files || $#found ))
}
compdef _signalbox signalbox

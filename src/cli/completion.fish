# signalbox in fish. Put this into ~/.config/fish/config.fish:  signalbox completion fish | source
function __signalbox_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  for line in (command $words[1] __complete -- $words[2..] "$current" 2>/dev/null)
    if test "$line" = :files
      __fish_complete_path "$current"
    else
      echo $line
    end
  end
end
complete --command signalbox --no-files --arguments '(__signalbox_complete)'

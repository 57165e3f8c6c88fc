/** All keys that work here, by what they do. */
import { keys as words, palette } from '../english/shell.ts'
import { Dialog } from '../ui/overlay.tsx'
import { Key } from '../ui/parts.tsx'
import { useCommandList } from './commands.ts'

export function KeyboardMap({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const commands = useCommandList().filter(({ keys }) => keys !== undefined)
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={words.title}>
      <p className="calm">{words.lead}</p>
      {(['act', 'view', 'go'] as const).map((group) => {
        const rows = commands.filter((command) => command.group === group)
        if (rows.length === 0) return null
        return (
          <section key={group}>
            <h3>{palette.groups[group]}</h3>
            <dl className="keyboard-map">
              {rows.map(({ id, label, keys = '' }) => (
                <div key={id}>
                  <dt>{label}</dt>
                  <dd>
                    {keyNames(keys).map((name) => (
                      <Key key={name}>{name}</Key>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        )
      })}
    </Dialog>
  )
}

const NAMES: Readonly<Record<string, string>> = { $mod: 'Ctrl', Shift: 'Shift', ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc' }

/** `$mod+k` as `Ctrl`, `k`; `g t` as `g`, `t`. */
export function keyNames(keys: string): string[] {
  // `Shift+?` is how a question mark is typed: what is printed on the key says enough.
  return keys.split(/[ +]/).flatMap((key, _, all) => (key === 'Shift' && all.includes('?') ? [] : [NAMES[key] ?? key]))
}

/** Everything by its name: pages, work units, and what can be done from here. */
import { useMemo, useState } from 'react'
import { Autocomplete, Collection, Header, Input, ListBox, ListBoxItem, ListBoxSection, SearchField } from 'react-aria-components'
import { namedLike } from '../api/find-units.ts'
import { useProject } from '../api/project-context.ts'
import { palette } from '../english/shell.ts'
import { unitAddress } from '../route.ts'
import { Dialog } from '../ui/overlay.tsx'
import { Key } from '../ui/parts.tsx'
import { Signal } from '../ui/signal.tsx'
import { useCommandList } from './commands.ts'
import { keyNames } from './keyboard-map.tsx'

/** As many units as are shown at once: further typing narrows them. */
const MOST_UNITS = 30

export function Palette({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={palette.title}>
      <PaletteList onClose={onClose} />
    </Dialog>
  )
}

function PaletteList({ onClose }: { onClose: () => void }) {
  const { key: project, units } = useProject()
  const commands = useCommandList()
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLowerCase()

  // As it is when it is opened: a list that moves under the arrow keys is of no use.
  const [all] = useState(() => units.all())
  const found = useMemo(() => all.filter(namedLike(search)).slice(0, MOST_UNITS), [all, search])
  const offered = commands.filter(({ label }) => label.toLowerCase().includes(wanted))
  const run = (id: string) => {
    onClose()
    const command = commands.find((each) => each.id === id)
    if (command) command.run()
    else window.location.hash = unitAddress(project, id.replace(/^unit:/, ''))
  }

  return (
    <Autocomplete inputValue={search} onInputChange={setSearch}>
      <SearchField className="field" aria-label={palette.search} autoFocus>
        <Input placeholder={palette.search} />
      </SearchField>
      <ListBox
        className="palette"
        aria-label={palette.title}
        selectionMode="none"
        onAction={(key) => run(String(key))}
        renderEmptyState={() => palette.nothing}
      >
        {(['go', 'act', 'view'] as const).map((group) => {
          const items = offered.filter((command) => command.group === group)
          if (items.length === 0) return null
          return (
            <ListBoxSection key={group} id={group}>
              <Header>{palette.groups[group]}</Header>
              <Collection items={items}>
                {({ id, label, keys }) => (
                  <ListBoxItem id={id} className="option" textValue={label}>
                    <span>{label}</span>
                    {keys === undefined ? null : (
                      <span className="option-keys">
                        {keyNames(keys).map((name) => (
                          <Key key={name}>{name}</Key>
                        ))}
                      </span>
                    )}
                  </ListBoxItem>
                )}
              </Collection>
            </ListBoxSection>
          )
        })}
        {found.length > 0 ? (
          <ListBoxSection id="unit">
            <Header>{palette.groups.unit}</Header>
            <Collection items={found}>
              {({ chunk, title, status }) => (
                <ListBoxItem id={`unit:${chunk}`} className="option" textValue={`${title} ${chunk}`}>
                  <Signal status={status} />
                  <span>{title}</span> <span className="chunk calm">{chunk}</span>
                </ListBoxItem>
              )}
            </Collection>
          </ListBoxSection>
        ) : null}
      </ListBox>
    </Autocomplete>
  )
}

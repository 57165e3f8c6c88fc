/** Finds the unit around which the graph is drawn. */
import { useState } from 'react'
import { ComboBox, Input, ListBox, ListBoxItem, Popover } from 'react-aria-components'
import { namedLike } from '../api/find-units.ts'
import { useProject } from '../api/project-context.ts'
import { graph as words } from '../english/graph.ts'
import { Signal } from '../ui/signal.tsx'

/** As many as are shown at once: further typing narrows them. */
const MOST_FOUND = 20

export function AroundPicker({ chunk, onChoose }: { chunk: string; onChoose: (chunk: string) => void }) {
  const { units } = useProject()
  const [typed, setTyped] = useState(chunk)
  // The graph leads to another unit as well.
  const [shown, setShown] = useState(chunk)
  if (shown !== chunk) {
    setShown(chunk)
    setTyped(chunk)
  }
  // The one that is shown already narrows nothing.
  const found = units
    .all()
    .filter(namedLike(typed === chunk ? '' : typed))
    .slice(0, MOST_FOUND)

  return (
    <ComboBox
      className="field graph-around"
      aria-label={words.around}
      items={found}
      inputValue={typed}
      onInputChange={setTyped}
      onSelectionChange={(key) => {
        if (key === null) return
        setTyped(String(key))
        onChoose(String(key))
      }}
      menuTrigger="focus"
      allowsCustomValue
      allowsEmptyCollection
    >
      <Input placeholder={words.aroundHint} />
      <Popover className="popover">
        <ListBox renderEmptyState={() => <p className="calm option">{words.noMatch}</p>}>
          {(unit: (typeof found)[number]) => (
            <ListBoxItem id={unit.chunk} className="option" textValue={unit.chunk}>
              <Signal status={unit.status} />
              <span>{unit.title}</span>
              <span className="chunk calm">{unit.chunk}</span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  )
}

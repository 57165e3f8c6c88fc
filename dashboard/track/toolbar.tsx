/** How the diagram is looked at: what is searched and chosen, in which groups and order, how dense. */
import { memo } from 'react'
import type { RefObject } from 'react'
import { LayoutGrid, Rows3 } from 'lucide-react'
import type { Status } from '../api/board.ts'
import { STATUS_WORDS } from '../english/common.ts'
import { track as words } from '../english/track.ts'
import { Button, Segments } from '../ui/button.tsx'
import { Chooser, TextInput } from '../ui/field.tsx'
import type { Arranged } from './arrange.ts'
import { Chip } from './chip.tsx'
import { DENSITIES, GROUPINGS, isFiltered, SORTINGS, STATUS_ORDER } from './view.ts'
import type { View } from './view.ts'

const DENSITY_ICONS = { rows: Rows3, overview: LayoutGrid }

export interface ToolbarProps {
  readonly view: View
  readonly arranged: Arranged
  readonly searchRef: RefObject<HTMLInputElement | null>
  readonly onChange: (change: Partial<View>) => void
  readonly onToggle: (status: Status) => void
  readonly onClear: () => void
  /** Goes from the search to the units. */
  readonly onLeaveSearch: () => void
}

export function Toolbar({ view, arranged, searchRef, onChange, onToggle, onClear, onLeaveSearch }: ToolbarProps) {
  return (
    <div className="track-toolbar">
      <h1 className="unseen">{words.title}</h1>
      <Search text={view.search} searchRef={searchRef} onChange={onChange} onLeave={onLeaveSearch} />
      <div className="track-chips" role="group" aria-label={words.statuses}>
        {STATUS_ORDER.map((status) => (
          <Chip
            key={status}
            kind="chip"
            value={status}
            name={STATUS_WORDS[status]}
            signal={status}
            count={arranged.statusCounts.get(status) ?? 0}
            isChosen={view.statuses.includes(status)}
            onToggle={onToggle}
          />
        ))}
        {isFiltered(view) ? (
          <Button variant="quiet" onPress={onClear}>
            {words.clear}
          </Button>
        ) : null}
      </div>
      <Arrangement group={view.group} sort={view.sort} density={view.density} onChange={onChange} />
    </div>
  )
}

interface SearchProps extends Pick<ToolbarProps, 'searchRef' | 'onChange'> {
  readonly text: string
  readonly onLeave: () => void
}

const Search = memo(function Search({ text, searchRef, onChange, onLeave }: SearchProps) {
  return (
    <div
      className="track-search"
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown') return
        event.preventDefault()
        onLeave()
      }}
    >
      <TextInput
        label={words.search}
        hideLabel
        type="search"
        placeholder={words.searchHint}
        value={text}
        onChange={(search) => onChange({ search })}
        inputRef={searchRef}
      />
    </div>
  )
})

type ArrangementProps = Pick<View, 'group' | 'sort' | 'density'> & Pick<ToolbarProps, 'onChange'>

const Arrangement = memo(function Arrangement({ group, sort, density, onChange }: ArrangementProps) {
  return (
    <div className="track-arrangement">
      <Segments
        label={words.groupBy}
        value={group}
        segments={GROUPINGS.map((each) => ({ value: each, label: words.groups[each], name: words.groupNames[each] }))}
        onChange={(chosen) => onChange({ group: chosen, open: [], shut: [] })}
      />
      <Chooser
        label={words.sortBy}
        hideLabel
        value={sort}
        choices={SORTINGS.map((each) => ({ value: each, label: words.sorts[each] }))}
        onChange={(chosen) => onChange({ sort: chosen })}
      />
      <Segments
        label={words.density}
        value={density}
        segments={DENSITIES.map((each) => {
          const Icon = DENSITY_ICONS[each]
          return { value: each, label: <Icon aria-hidden="true" size={16} />, name: words.densities[each] }
        })}
        onChange={(chosen) => onChange({ density: chosen })}
      />
    </div>
  )
})

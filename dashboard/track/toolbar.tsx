/** How the diagram is looked at: what is searched and chosen, in which groups and order, how dense. */
import type { RefObject } from 'react'
import { LayoutGrid, Rows3 } from 'lucide-react'
import { STATUS_WORDS } from '../english/common.ts'
import { track as words } from '../english/track.ts'
import { Button, Segments } from '../ui/button.tsx'
import { Chooser, TextInput } from '../ui/field.tsx'
import { Signal } from '../ui/signal.tsx'
import type { Arranged } from './arrange.ts'
import { Chip } from './chip.tsx'
import { DENSITIES, GROUPINGS, isFiltered, SORTINGS, STATUS_ORDER, toggled } from './view.ts'
import type { View } from './view.ts'

const DENSITY_ICONS = { rows: Rows3, overview: LayoutGrid }

interface ToolbarProps {
  readonly view: View
  readonly arranged: Arranged
  readonly searchRef: RefObject<HTMLInputElement | null>
  readonly onChange: (change: Partial<View>) => void
  /** Goes from the search to the units. */
  readonly onLeaveSearch: () => void
}

export function Toolbar({ view, arranged, searchRef, onChange, onLeaveSearch }: ToolbarProps) {
  return (
    <div className="track-toolbar">
      <h1 className="unseen">{words.title}</h1>
      <div
        className="track-search"
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return
          event.preventDefault()
          onLeaveSearch()
        }}
      >
        <TextInput
          label={words.search}
          hideLabel
          type="search"
          placeholder={words.searchHint}
          value={view.search}
          onChange={(search) => onChange({ search })}
          inputRef={searchRef}
        />
      </div>
      <div className="track-chips" role="group" aria-label={words.statuses}>
        {STATUS_ORDER.map((status) => (
          <Chip
            key={status}
            className="chip"
            name={STATUS_WORDS[status]}
            count={arranged.statusCounts.get(status) ?? 0}
            isChosen={view.statuses.includes(status)}
            onToggle={() => onChange({ statuses: toggled(view.statuses, status) })}
          >
            <Signal status={status} />
            <span className="chip-name">{STATUS_WORDS[status]}</span>
          </Chip>
        ))}
        {isFiltered(view) ? (
          <Button variant="quiet" onPress={() => onChange({ statuses: [], blocks: [], search: '' })}>
            {words.clear}
          </Button>
        ) : null}
      </div>
      <div className="track-arrangement">
        <Segments
          label={words.groupBy}
          value={view.group}
          segments={GROUPINGS.map((group) => ({ value: group, label: words.groups[group], name: words.groupNames[group] }))}
          onChange={(group) => onChange({ group, open: [], shut: [] })}
        />
        <Chooser
          label={words.sortBy}
          hideLabel
          value={view.sort}
          choices={SORTINGS.map((sort) => ({ value: sort, label: words.sorts[sort] }))}
          onChange={(sort) => onChange({ sort })}
        />
        <Segments
          label={words.density}
          value={view.density}
          segments={DENSITIES.map((density) => {
            const Icon = DENSITY_ICONS[density]
            return { value: density, label: <Icon aria-hidden="true" size={16} />, name: words.densities[density] }
          })}
          onChange={(density) => onChange({ density })}
        />
      </div>
    </div>
  )
}

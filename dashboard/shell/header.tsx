/** What is above every page: which project, how its units stand, how far the picture can be trusted, and the way to everything else. */
import { useContext } from 'react'
import { Code2, Keyboard, Moon, Search } from 'lucide-react'
import type { LiveState } from '../../src/client/follow-project.ts'
import type { PageOperation } from '../api/as-graphql.ts'
import { graphiqlAddress } from '../api/as-graphql.ts'
import { useCounts, useProject, useSequence } from '../api/project-context.ts'
import { ViewerContext } from '../api/viewer.ts'
import { STATUS_WORDS } from '../english/common.ts'
import { shell } from '../english/shell.ts'
import { pageAddress, PROJECTS_ADDRESS } from '../route.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { ConnectionBadge } from '../ui/connection-badge.tsx'
import { Chooser } from '../ui/field.tsx'
import { Key, Tag } from '../ui/parts.tsx'
import { Menu, Tooltip } from '../ui/overlay.tsx'
import { Signal, STATUSES } from '../ui/signal.tsx'
import { keyNames } from './keyboard-map.tsx'
import { useTheme } from './theme.ts'
import type { Theme } from './theme.ts'

interface HeaderProps {
  readonly projects: readonly string[]
  readonly operation: PageOperation | null
  readonly onPalette: () => void
  readonly onKeys: () => void
}

/** In place of a project's key: keys have no such letters. */
const ALL = '…'

export function Header({ projects, operation, onPalette, onKeys }: HeaderProps) {
  const { key, state, settings } = useProject()
  const viewer = useContext(ViewerContext)
  const [theme, setTheme] = useTheme()
  const others = projects.includes(key) ? projects : [key, ...projects]

  return (
    <header className="top">
      <a className="brand" href={pageAddress(key, 'track')}>
        <span className="brand-name">{shell.brand}</span>
      </a>
      <Chooser
        label={shell.project}
        hideLabel
        value={key}
        choices={[...others.map((each) => ({ value: each, label: each })), { value: ALL, label: `${shell.projects} …` }]}
        onChange={(chosen) => {
          window.location.hash = chosen === ALL ? PROJECTS_ADDRESS : pageAddress(chosen, 'track')
        }}
      />
      {settings?.paused ? <Tag tone="attention">{shell.paused}</Tag> : null}
      <Counts maxAgents={settings?.maxAgents} />
      <span className="top-space" />
      <Button variant="plain" icon={<Search aria-hidden="true" />} onPress={onPalette}>
        <span className="wide-text">{shell.commands}</span>
        <span className="wide-only" aria-hidden="true">
          <Key>{keyNames('$mod+K').join(' ')}</Key>
        </span>
      </Button>
      <Tooltip text={shell.asGraphqlHint}>
        <ButtonLink href={graphiqlAddress(operation)} newTab variant="quiet" icon={<Code2 aria-hidden="true" />} label={shell.asGraphql} />
      </Tooltip>
      <span className="wide-only">
        <Tooltip text={`${shell.keys} (?)`}>
          <Button variant="quiet" icon={<Keyboard aria-hidden="true" />} onPress={onKeys} aria-label={shell.keys} />
        </Tooltip>
      </span>
      <Menu
        label={shell.theme}
        actions={(Object.keys(shell.themes) as Theme[]).map((each) => ({
          id: each,
          label: shell.themes[each],
          onAction: () => setTheme(each),
        }))}
      >
        <Button variant="quiet" icon={<Moon aria-hidden="true" />} aria-label={`${shell.theme}: ${shell.themes[theme]}`} />
      </Menu>
      {viewer?.role ? <span className="viewer wide-only">{shell.signedInAs(viewer.name, viewer.role)}</span> : null}
      <Connection state={state} />
    </header>
  )
}

/** A component of its own, because it is drawn anew with every beat. */
function Connection({ state }: { state: LiveState }) {
  const sequence = useSequence()
  return <ConnectionBadge connection={state.kind === 'live' && sequence !== null ? { kind: 'live', sequence } : state} />
}

/** How many units stand at each signal, and how many slots are taken. */
function Counts({ maxAgents }: { maxAgents: number | undefined }) {
  const counts = useCounts()
  return (
    <ul className="counts">
      {STATUSES.map((status) => (
        <li key={status} title={STATUS_WORDS[status]}>
          <Signal status={status} /> {counts.get(status) ?? 0}
        </li>
      ))}
      {maxAgents === undefined ? null : <li className="calm">{shell.slots(counts.get('RUNNING') ?? 0, maxAgents)}</li>}
    </ul>
  )
}

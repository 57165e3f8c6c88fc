/** The views of one unit. Which one is open, and which run it shows, stand in the address. */
import type { Card } from '../api/board.ts'
import { BranchDiff } from '../diff/branch-diff.tsx'
import { tabs as words } from '../english/unit.ts'
import { changeView, useRoute } from '../route.ts'
import { useCommands } from '../shell/commands.ts'
import { Tabs } from '../ui/tabs.tsx'
import { GoalTab } from './goal-tab.tsx'
import { HistoryTab } from './history-tab.tsx'
import { OutputTab } from './output-tab.tsx'
import { RunsTab } from './runs-tab.tsx'

export interface TabProps {
  readonly project: string
  readonly card: Card
  /** What is shown is read again when this changes. */
  readonly version: number
  /** At least so many milliseconds lie between two reads. */
  readonly pause: number
}

const NAMES = ['output', 'changes', 'goal', 'runs', 'history'] as const
type TabName = (typeof NAMES)[number]

export function UnitTabs(props: TabProps) {
  const { view } = useRoute()
  const selected = NAMES.find((name) => name === view.get('tab')) ?? 'output'
  const open = (tab: TabName, run: number | null = null) =>
    changeView({ tab: tab === 'output' ? null : tab, run: run === null ? null : String(run) })
  useCommands(
    NAMES.map((name, index) => ({
      id: `unit:tab:${name}`,
      group: 'view' as const,
      label: words.open(words.titles[name]),
      keys: String(index + 1),
      run: () => open(name),
    })),
  )
  const chosen = /^\d+$/.test(view.get('run') ?? '') ? Number(view.get('run')) : null
  const contents = {
    output: <OutputTab {...props} chosen={chosen} onChoose={(run) => open('output', run)} />,
    changes: <BranchDiff project={props.project} chunk={props.card.chunk} version={props.version} />,
    goal: <GoalTab {...props} />,
    runs: <RunsTab {...props} onShowOutput={(run) => open('output', run)} />,
    history: <HistoryTab {...props} />,
  }
  return (
    <Tabs
      label={words.label}
      selected={selected}
      onSelect={(name) => open(name)}
      tabs={NAMES.map((name) => ({ name, title: words.titles[name], children: contents[name] }))}
    />
  )
}

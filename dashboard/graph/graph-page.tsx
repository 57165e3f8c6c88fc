/** The dependency graph: who waits for whom, what is in conflict, and which chain is the longest. */
import { useMemo } from 'react'
import { ReactFlowProvider, useReactFlow } from '@xyflow/react'
import { Maximize, Minus, Plus } from 'lucide-react'
import { sentenceFor } from '../api/problem.ts'
import { useProject } from '../api/project-context.ts'
import { useFreshQuery } from '../api/use-fresh-query.ts'
import { useUnitsVersion } from '../api/use-units-version.ts'
import { graph as words } from '../english/graph.ts'
import { changeView, useRoute } from '../route.ts'
import { useCommands } from '../shell/commands.ts'
import { usePageOperation } from '../shell/page-operation.ts'
import { Button, Segments } from '../ui/button.tsx'
import { Empty, Notice } from '../ui/parts.tsx'
import { AroundPicker } from './around-picker.tsx'
import { chooseUnits } from './choose-units.ts'
import type { Wanted } from './choose-units.ts'
import { isConflict, ProjectConflicts } from './conflicts.ts'
import { criticalPath } from './critical-path.ts'
import { dependencyGraph } from './dependency-graph.ts'
import { Drawing } from './drawing.tsx'
import { GraphList } from './graph-list.tsx'
import { useShape } from './use-shape.ts'
import './graph.css'

/** Any change of a unit may be one of its conflicts: between two looks lie at least so many milliseconds. */
const CONFLICTS_PAUSE = 1_500

const showAround = (chunk: string) => changeView({ around: chunk, show: null })

export default function GraphPage() {
  return (
    <ReactFlowProvider>
      <Graph />
    </ReactFlowProvider>
  )
}

function Graph() {
  const { key, units, arrivals } = useProject()
  const { view } = useRoute()
  const around = view.get('around')
  const show = around !== null ? 'around' : view.get('show') === 'all' ? 'all' : 'open'
  const isList = view.get('as') === 'list'

  const variables = { project: key }
  usePageOperation({ document: ProjectConflicts, variables })
  const version = arrivals + useUnitsVersion(units, CONFLICTS_PAUSE)
  const { data, error } = useFreshQuery(ProjectConflicts, variables, version, CONFLICTS_PAUSE)
  const conflicts = useMemo(() => data?.conflicts.filter(isConflict) ?? [], [data])

  const all = useShape(units)
  const graph = useMemo(() => dependencyGraph(all), [all])
  const critical = useMemo(() => {
    const path = criticalPath(graph).map(({ id }) => id)
    // One unit alone is no path.
    return path.length > 1 ? path : []
  }, [graph])
  const { units: shown, leftOut } = useMemo(() => {
    const wanted: Wanted = show === 'around' ? { kind: show, chunk: around ?? '' } : { kind: show }
    return chooseUnits(graph, wanted)
  }, [graph, show, around])
  const shape = useMemo(() => {
    const nodes = shown.map(({ id }) => id)
    const drawn = new Set(nodes)
    const edges = nodes.flatMap((id) => (graph.before.get(id) ?? []).flatMap((on) => (drawn.has(on) ? [[on, id] as const] : [])))
    return { nodes, edges }
  }, [shown, graph])

  const { fitView, zoomIn, zoomOut } = useReactFlow()
  const fit = () => void fitView({ padding: 0.08, maxZoom: 1 })
  useCommands([
    ...(isList ? [] : [{ id: 'graph:fit', group: 'view' as const, label: words.fit, keys: 'f', run: fit }]),
    ...(['open', 'all'] as const).map((each) => ({
      id: `graph:${each}`,
      group: 'view' as const,
      label: `${words.title}: ${words.shows[each]}`,
      run: () => changeView({ around: null, show: each === 'all' ? each : null }),
    })),
    {
      id: 'graph:as',
      group: 'view',
      label: `${words.shownAs.drawing} / ${words.shownAs.list}`,
      keys: 'l',
      run: () => changeView({ as: isList ? null : 'list' }),
    },
  ])

  return (
    <div className="graph-page">
      <div className="graph-head">
        <h1>{words.title}</h1>
        <p className="calm">
          {words.units(shown.length)}
          {critical.length > 0 ? (
            <span className="graph-critical-count" title={words.criticalHint}>
              {words.critical(critical.length)}
            </span>
          ) : null}
        </p>
        <span className="graph-space" />
        {show === 'around' ? <AroundPicker chunk={around ?? ''} onChoose={showAround} /> : null}
        <Segments
          label={words.show}
          value={show}
          segments={(['open', 'all', 'around'] as const).map((value) => ({ value, label: words.shows[value] }))}
          onChange={(value) => changeView({ around: value === 'around' ? (around ?? '') : null, show: value === 'all' ? value : null })}
        />
        <Segments
          label={words.as}
          value={isList ? 'list' : 'drawing'}
          segments={(['drawing', 'list'] as const).map((value) => ({ value, label: words.shownAs[value] }))}
          onChange={(value) => changeView({ as: value === 'list' ? value : null })}
        />
      </div>
      {leftOut > 0 ? <Notice tone="info">{words.leftOut(shown.length, leftOut)}</Notice> : null}
      {error ? <Notice tone="warning">{words.conflictsFailed(sentenceFor(error))}</Notice> : null}
      {shown.length === 0 ? (
        <Nothing there={all.length > 0} around={around} />
      ) : isList ? (
        <GraphList project={key} units={units} shown={shown} graph={graph} critical={critical} conflicts={conflicts} />
      ) : (
        <div className="graph-stage">
          <Drawing
            project={key}
            units={units}
            shape={shape}
            graph={graph}
            critical={critical}
            conflicts={conflicts}
            view={`${show} ${around}`}
            onAround={showAround}
          />
          <div className="graph-zoom">
            <Button icon={<Plus aria-hidden="true" />} aria-label={words.zoomIn} onPress={() => void zoomIn()} />
            <Button icon={<Minus aria-hidden="true" />} aria-label={words.zoomOut} onPress={() => void zoomOut()} />
            <Button icon={<Maximize aria-hidden="true" />} aria-label={words.fit} onPress={fit} />
          </div>
          <Legend />
        </div>
      )}
    </div>
  )
}

function Nothing({ there, around }: { there: boolean; around: string | null }) {
  if (!there) return <Empty title={words.nothing}>{words.nothingLead}</Empty>
  if (around === null) return <Empty title={words.nothingOpen}>{words.nothingOpenLead}</Empty>
  return <Empty title={around === '' ? words.chooseOne : words.noSuchUnit(around)} />
}

function Legend() {
  return (
    <div className="graph-legend">
      {(['waits', 'critical', 'conflict'] as const).map((kind) => (
        <span key={kind} data-kind={kind}>
          <svg viewBox="0 0 30 10" aria-hidden="true">
            <path d="M1 5 H29" />
          </svg>
          {words.legend[kind]}
        </span>
      ))}
      <span className="wide-only">{words.keysHint}</span>
    </div>
  )
}

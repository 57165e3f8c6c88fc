/** What is true of the unit now: how it stands, what waits for what, and where its work is. */
import type { ReactNode } from 'react'
import type { Card } from '../api/board.ts'
import { unit as words } from '../english/unit.ts'
import { Ago, Clock } from '../ui/clock.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Neighbours } from './neighbours.tsx'
import { RunProgress } from './progress.tsx'
import type { Details } from './queries.ts'
import { UnitConflicts } from './unit-conflicts.tsx'
import { costInWords, tokensInWords } from './usage.ts'
import './facts.css'

interface FactsProps {
  readonly card: Card
  /** Undefined until they are read. */
  readonly details: Details | undefined
}

export function Facts({ card, details }: FactsProps) {
  const { currentRun } = card
  const unread = <span className="calm">{words.reading}</span>
  return (
    <section className="facts" aria-label={words.facts}>
      <FactList title={words.now}>
        <Fact name={words.run}>
          {currentRun ? words.runOnHost(currentRun.generation, currentRun.host) : <span className="calm">{words.noRun}</span>}
        </Fact>
        {currentRun ? (
          <Fact name={words.attempt}>
            {currentRun.attempt}, {words.for} <Ago at={currentRun.startedAt} />
          </Fact>
        ) : null}
        {currentRun?.progress ? (
          <Fact name={words.progress}>
            <RunProgress progress={currentRun.progress} />
          </Fact>
        ) : null}
        {card.notBefore ? (
          <Fact name={words.notBefore}>
            <Clock at={card.notBefore} seconds />
          </Fact>
        ) : null}
        <Fact name={words.priority}>{card.priority}</Fact>
        <Fact name={words.reviewRound}>{card.reviewRound === 0 ? words.never : words.rounds(card.reviewRound)}</Fact>
        <Fact name={words.revision}>{card.revision}</Fact>
        <Fact name={words.injected}>
          <Clock at={card.createdAt} />
        </Fact>
      </FactList>
      <FactList title={words.waits}>
        <Fact name={words.waitsFor}>
          <Neighbours units={card.blockedBy} />
        </Fact>
        <Fact name={words.dependsOn}>
          <Neighbours units={card.dependsOn} />
        </Fact>
        <Fact name={words.waitForIt}>{details ? <Neighbours units={details.dependents} /> : unread}</Fact>
        <Fact name={words.conflicts}>{details ? <UnitConflicts unitId={card.id} conflicts={details.conflicts} /> : unread}</Fact>
      </FactList>
      <FactList title={words.work}>
        <Fact name={words.branch}>
          <Copied text={card.branch} none={words.noBranch} label={words.copyBranch} />
        </Fact>
        <Fact name={words.worktree}>
          {details ? <Copied text={details.worktreePath} none={words.noWorktree} label={words.copyWorktree} /> : unread}
        </Fact>
        <Fact name={words.merged}>
          <Copied text={card.mergedCommit} none={words.notMerged} label={words.copyCommit} />
        </Fact>
        <Fact name={words.usage}>{details ? tokensInWords(details.usage) : unread}</Fact>
        <Fact name={words.cost}>{details ? costInWords(details.usage) : unread}</Fact>
      </FactList>
    </section>
  )
}

function FactList({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="card fact-list">
      <h2>{title}</h2>
      <dl>{children}</dl>
    </div>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Copied({ text, none, label }: { text: string | null; none: string; label: string }) {
  if (text === null) return <span className="calm">{none}</span>
  return (
    <span className="copied">
      <code title={text}>{text}</code>
      <CopyButton label={label} text={() => text} />
    </span>
  )
}

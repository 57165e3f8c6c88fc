/** Adds a project. What is half typed survives a reload; what the server refuses is shown at its field. */
import type { FormEvent } from 'react'
import { useAction } from '../api/use-action.ts'
import { projects as words, settings as settingWords } from '../english/projects.ts'
import { ActionState } from '../ui/action-state.tsx'
import { Button } from '../ui/button.tsx'
import { TextInput } from '../ui/field.tsx'
import { AGENT_FIELDS, AgentFields } from './agent-fields.tsx'
import { ArgumentList } from './argument-list.tsx'
import { PhaseChoice, PHASES } from './phase-choice.tsx'
import { placeProblem } from './placed-problem.ts'
import { CreateProject } from './queries.ts'
import type { Agent, Phase } from './queries.ts'
import { isAgent, isAgentCount } from './setting-list.tsx'
import { isText, isTexts, useJsonDraft } from './use-json-draft.ts'

interface Draft {
  readonly key: string
  readonly repositoryPath: string
  readonly baseBranch: string
  readonly maxAgents: string
  readonly phases: readonly Phase[]
  readonly agent: Agent
  readonly checkCommand: readonly string[]
}

const EMPTY: Draft = {
  key: '',
  repositoryPath: '',
  baseBranch: '',
  maxAgents: '4',
  phases: PHASES,
  agent: { driver: 'COMMAND', command: [''], environment: [] },
  checkCommand: [],
}
const FIELDS = ['key', 'repositoryPath', 'baseBranch', 'maxAgents', 'phases', 'checkCommand', ...AGENT_FIELDS]

interface NewProjectFormProps {
  readonly onAdded: (key: string) => void
  readonly onClose: () => void
}

export function NewProjectForm({ onAdded, onClose }: NewProjectFormProps) {
  const [kept, write] = useJsonDraft('new-project', isDraft)
  const draft = kept ?? EMPTY
  const set = (changes: Partial<Draft>) => write({ ...draft, ...changes })
  const action = useAction(CreateProject)
  const isCount = isAgentCount(draft.maxAgents)
  const { at, rest } = placeProblem(action, FIELDS)

  const add = async () => {
    const key = draft.key.trim()
    const { agent, phases, checkCommand } = draft
    const made = await action.act({
      key,
      repositoryPath: draft.repositoryPath.trim(),
      baseBranch: draft.baseBranch.trim() || null,
      maxAgents: Number(draft.maxAgents),
      phases: [...phases],
      agent,
      checkCommand: checkCommand.length === 0 ? null : [...checkCommand],
    })
    if (!made) return
    write(null)
    onAdded(key)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isCount && !action.busy) void add()
  }

  return (
    <form className="card stack new-project" aria-labelledby="new-project" onSubmit={submit}>
      <h2 id="new-project">{words.add}</h2>
      <div className="pair">
        <TextInput
          label={words.key}
          description={words.keyHelp}
          value={draft.key}
          onChange={(key) => set({ key })}
          problem={at('key')}
          autoFocus
        />
        <TextInput
          label={words.repositoryPath}
          description={words.repositoryPathHelp}
          value={draft.repositoryPath}
          onChange={(repositoryPath) => set({ repositoryPath })}
          problem={at('repositoryPath')}
        />
        <TextInput
          label={words.baseBranch}
          description={words.baseBranchHelp}
          value={draft.baseBranch}
          onChange={(baseBranch) => set({ baseBranch })}
          problem={at('baseBranch')}
        />
        <TextInput
          label={words.maxAgents}
          description={words.maxAgentsHelp}
          value={draft.maxAgents}
          onChange={(maxAgents) => set({ maxAgents })}
          problem={isCount ? at('maxAgents') : settingWords.noWholeNumber}
        />
      </div>
      <PhaseChoice phases={draft.phases} onChange={(phases) => set({ phases })} problem={at('phases')} />
      <AgentFields agent={draft.agent} onChange={(agent) => set({ agent })} at={at} />
      <ArgumentList
        isCommand
        label={settingWords.checkCommand}
        description={settingWords.checkCommandEffect}
        values={draft.checkCommand}
        onChange={(checkCommand) => set({ checkCommand })}
        problem={at('checkCommand')}
        addLabel={settingWords.addArgument}
        itemLabel={(position) => settingWords.argument(settingWords.checkCommand, position)}
      />
      <ActionState {...action} problem={rest} />
      <div className="row">
        <Button type="submit" variant="primary" isDisabled={action.busy || !isCount}>
          {words.submit}
        </Button>
        <Button
          variant="quiet"
          onPress={() => {
            write(null)
            onClose()
          }}
        >
          {words.cancel}
        </Button>
      </div>
    </form>
  )
}

function isDraft(kept: unknown): kept is Draft {
  if (typeof kept !== 'object' || kept === null) return false
  const { key, repositoryPath, baseBranch, maxAgents, phases, agent, checkCommand } = kept as Record<string, unknown>
  return [key, repositoryPath, baseBranch, maxAgents].every(isText) && isTexts(phases) && isAgent(agent) && isTexts(checkCommand)
}

/** All settings of a project. */
import { Pause, Play } from 'lucide-react'
import { useAction } from '../api/use-action.ts'
import { PHASE_WORDS } from '../english/common.ts'
import { projects, settings as words } from '../english/projects.ts'
import { ActionState } from '../ui/action-state.tsx'
import { Button } from '../ui/button.tsx'
import { TextInput } from '../ui/field.tsx'
import { Tag } from '../ui/parts.tsx'
import { AGENT_FIELDS, AgentFields } from './agent-fields.tsx'
import { ArgumentList } from './argument-list.tsx'
import { PhaseChoice } from './phase-choice.tsx'
import { UpdateProject } from './queries.ts'
import type { Agent, Phase, Settings } from './queries.ts'
import { Setting } from './setting.tsx'
import { isText, isTexts } from './use-json-draft.ts'

interface SettingListProps {
  readonly settings: Settings
  readonly isEditable: boolean
  readonly onSaved: () => void
}

export function SettingList(props: SettingListProps) {
  const { settings, isEditable, onSaved } = props
  const common = { project: settings.key, isEditable, onSaved }
  return (
    <div className="card setting-list">
      <Paused {...props} />
      <Setting
        {...common}
        id="maxAgents"
        title={words.maxAgents}
        effect={words.maxAgentsEffect}
        inForce={String(settings.maxAgents)}
        show={(value) => value}
        accept={isText}
        check={(value) => (isAgentCount(value) ? null : words.noWholeNumber)}
        toChanges={(value) => ({ maxAgents: Number(value) })}
        fields={['maxAgents']}
      >
        {(value, write, at) => (
          <div className="narrow">
            <TextInput label={words.maxAgents} hideLabel value={value} onChange={write} problem={at('maxAgents')} />
          </div>
        )}
      </Setting>
      <Setting<Phase[]>
        {...common}
        id="phases"
        title={words.phases}
        effect={words.phasesEffect}
        inForce={settings.phases}
        show={(value) => value.map((phase) => PHASE_WORDS[phase]).join(', ')}
        accept={isPhases}
        toChanges={(phases) => ({ phases })}
        fields={['phases']}
      >
        {(value, write, at) => <PhaseChoice phases={value} onChange={(phases) => write([...phases])} problem={at('phases')} hideLabel />}
      </Setting>
      <Setting<string[]>
        {...common}
        id="checkCommand"
        title={words.checkCommand}
        effect={words.checkCommandEffect}
        inForce={settings.checkCommand ?? []}
        show={showGate}
        accept={isTexts}
        toChanges={(value) => ({ checkCommand: value.length === 0 ? null : value })}
        fields={['checkCommand']}
      >
        {(value, write, at) => (
          <ArgumentList
            isCommand
            hideLabel
            label={words.checkCommand}
            description={words.checkCommandHelp}
            values={value}
            onChange={(next) => write([...next])}
            problem={at('checkCommand')}
            addLabel={words.addArgument}
            itemLabel={(position) => words.argument(words.checkCommand, position)}
          />
        )}
      </Setting>
      <Setting<Agent>
        {...common}
        id="agent"
        title={words.agent}
        effect={words.agentEffect}
        inForce={plainAgent(settings.agent)}
        show={showAgent}
        accept={isAgent}
        toChanges={(agent) => ({ agent })}
        fields={AGENT_FIELDS}
      >
        {(value, write, at) => <AgentFields agent={value} onChange={write} at={at} />}
      </Setting>
      <TextSetting {...common} id="baseBranch" inForce={settings.baseBranch} title={words.baseBranch} effect={words.baseBranchEffect} />
      <TextSetting
        {...common}
        id="repositoryPath"
        inForce={settings.repositoryPath}
        title={words.repositoryPath}
        effect={words.repositoryPathEffect}
      />
    </div>
  )
}

interface TextSettingProps {
  readonly project: string
  readonly isEditable: boolean
  readonly onSaved: () => void
  readonly id: 'baseBranch' | 'repositoryPath'
  readonly title: string
  readonly effect: string
  readonly inForce: string
}

function TextSetting(props: TextSettingProps) {
  const { id, title } = props
  return (
    <Setting {...props} show={showCode} accept={isText} toChanges={(value) => ({ [id]: value.trim() })} fields={[id]}>
      {(value, write, at) => <TextInput label={title} hideLabel value={value} onChange={write} problem={at(id)} />}
    </Setting>
  )
}

/** It is one button: there is nothing to think over that could not be taken back at once. */
function Paused({ settings, isEditable, onSaved }: SettingListProps) {
  const action = useAction(UpdateProject)
  const change = async () => {
    if (await action.act({ key: settings.key, paused: !settings.paused })) onSaved()
  }
  return (
    <section className="setting" aria-label={words.paused}>
      <div className="setting-words">
        <h2>{words.paused}</h2>
        <p className="calm">{words.pausedEffect}</p>
      </div>
      <div className="setting-form">
        <div className="row">
          {settings.paused ? <Tag tone="attention">{projects.paused}</Tag> : <span>{words.isRunning}</span>}
          {isEditable ? (
            <Button
              icon={settings.paused ? <Play aria-hidden="true" /> : <Pause aria-hidden="true" />}
              isDisabled={action.busy}
              onPress={() => void change()}
            >
              {settings.paused ? words.goOn : words.pause}
            </Button>
          ) : null}
        </div>
        <ActionState {...action} />
      </div>
    </section>
  )
}

/** An argument list as it is: each argument by itself. */
function showCommand(command: readonly string[]) {
  return <code>{command.map((word) => (/^[\w./:=@%+-]+$/.test(word) ? word : JSON.stringify(word))).join(' ')}</code>
}

function showGate(command: readonly string[]) {
  return command.length === 0 ? words.noGate : showCommand(command)
}

function showAgent({ command }: Agent) {
  return showCommand(command)
}

function showCode(text: string) {
  return <code>{text}</code>
}

export function isAgentCount(text: string): boolean {
  return /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 1000
}

/** Without what urql adds, which no input takes. */
function plainAgent({ driver, command, environment }: Agent): Agent {
  return { driver, command, environment }
}

function isPhases(kept: unknown): kept is Phase[] {
  return isTexts(kept) && kept.every((phase) => phase in PHASE_WORDS)
}

export function isAgent(kept: unknown): kept is Agent {
  if (typeof kept !== 'object' || kept === null || !('driver' in kept) || !('command' in kept) || !('environment' in kept)) return false
  return isText(kept.driver) && kept.driver in words.drivers && isTexts(kept.command) && isTexts(kept.environment)
}

/** The agent of a project: how it is talked to, its program with its arguments, and what it may see of the server's environment. */
import { settings as words } from '../english/projects.ts'
import { Chooser } from '../ui/field.tsx'
import { ArgumentList } from './argument-list.tsx'
import type { PlacedProblem } from './placed-problem.ts'
import type { Agent } from './queries.ts'

interface AgentFieldsProps {
  readonly agent: Agent
  readonly onChange: (agent: Agent) => void
  readonly at: PlacedProblem['at']
}

/** A driver that is new in the schema is missed here by the type. */
const DRIVERS: Record<Agent['driver'], string> = words.drivers

export const AGENT_FIELDS = ['agent.command', 'agent.environment']

export function AgentFields({ agent, onChange, at }: AgentFieldsProps) {
  return (
    <>
      <div className="narrow">
        <Chooser
          label={words.driver}
          value={agent.driver}
          choices={(Object.keys(DRIVERS) as Agent['driver'][]).map((driver) => ({ value: driver, label: DRIVERS[driver] }))}
          onChange={(driver) => onChange({ ...agent, driver })}
        />
      </div>
      <ArgumentList
        isCommand
        label={words.agentCommand}
        description={words.agentCommandHelp}
        values={agent.command}
        onChange={(command) => onChange({ ...agent, command: [...command] })}
        problem={at('agent.command')}
        addLabel={words.addArgument}
        itemLabel={(position) => words.argument(words.agentCommand, position)}
      />
      <ArgumentList
        label={words.environment}
        description={words.environmentHelp}
        values={agent.environment}
        onChange={(environment) => onChange({ ...agent, environment: [...environment] })}
        problem={at('agent.environment')}
        addLabel={words.addName}
        itemLabel={(position) => words.variableName(position)}
      />
    </>
  )
}

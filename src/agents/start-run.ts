/** Picks the driver that a project's settings name. A new driver is one row here. */
import type { AgentDriver } from '../domain/project.ts'
import { startCommandRun } from './command-driver.ts'
import type { StartRun } from './driver.ts'

const DRIVERS: Readonly<Record<AgentDriver, StartRun>> = {
  COMMAND: startCommandRun,
}

/** Starts one run with the driver of `settings`. */
export const startRun: StartRun = (settings, task, options) => DRIVERS[settings.driver](settings, task, options)

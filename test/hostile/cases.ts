/** All groups. */
import type { Group } from './case.ts'
import { ARGUMENTS_GROUP } from './cases/arguments.ts'
import { BIND_ADDRESS } from './cases/bind-address.ts'
import { CURSORS } from './cases/cursors.ts'
import { ENVIRONMENT } from './cases/environment.ts'
import { ERRORS } from './cases/errors.ts'
import { FETCH_SITE } from './cases/fetch-site.ts'
import { FORMS } from './cases/forms.ts'
import { FRAMES } from './cases/frames.ts'
import { HOST } from './cases/host.ts'
import { INTROSPECTION } from './cases/introspection.ts'
import { LIMITS } from './cases/limits.ts'
import { ORIGIN } from './cases/origin.ts'
import { PATHS_GROUP } from './cases/paths.ts'
import { PER_MESSAGE } from './cases/per-message.ts'
import { PREFLIGHT } from './cases/preflight.ts'
import { TOKENS } from './cases/tokens.ts'
import { UPGRADES } from './cases/upgrades.ts'

/** In the order in which a request meets what they attack. */
export const GROUPS: readonly Group[] = [
  BIND_ADDRESS,
  TOKENS,
  HOST,
  ORIGIN,
  FETCH_SITE,
  PREFLIGHT,
  FORMS,
  UPGRADES,
  FRAMES,
  PER_MESSAGE,
  LIMITS,
  INTROSPECTION,
  ERRORS,
  ARGUMENTS_GROUP,
  ENVIRONMENT,
  PATHS_GROUP,
  CURSORS,
]

/** All groups. */
import type { Group } from './case.ts'
import { ARGUMENTS_GROUP } from './cases/arguments.ts'
import { BIND_ADDRESS } from './cases/bind-address.ts'
import { CURSORS } from './cases/cursors.ts'
import { ENVIRONMENT } from './cases/environment.ts'
import { ERRORS } from './cases/errors.ts'
import { FETCH_SITE } from './cases/fetch-site.ts'
import { FILE_MODES } from './cases/file-modes.ts'
import { FORMS } from './cases/forms.ts'
import { FRAMES } from './cases/frames.ts'
import { FUZZ } from './cases/fuzz.ts'
import { HOST } from './cases/host.ts'
import { INTROSPECTION } from './cases/introspection.ts'
import { LEAKAGE } from './cases/leakage.ts'
import { LIMITS } from './cases/limits.ts'
import { MARKUP_GROUP } from './cases/markup.ts'
import { ORIGIN } from './cases/origin.ts'
import { PATHS_GROUP } from './cases/paths.ts'
import { PER_MESSAGE } from './cases/per-message.ts'
import { PREFLIGHT } from './cases/preflight.ts'
import { QUOTAS } from './cases/quotas.ts'
import { REBINDING } from './cases/rebinding.ts'
import { SLOW_LORIS } from './cases/slow-loris.ts'
import { TOKEN_SECRECY } from './cases/token-secrecy.ts'
import { TOKENS } from './cases/tokens.ts'
import { UPGRADES } from './cases/upgrades.ts'

/** In the order in which a request meets what they attack. */
export const GROUPS: readonly Group[] = [
  BIND_ADDRESS,
  TOKENS,
  TOKEN_SECRECY,
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
  QUOTAS,
  CURSORS,
  LEAKAGE,
  MARKUP_GROUP,
  REBINDING,
  FILE_MODES,
  FUZZ,
  // Begun before all others, and waited for last.
  SLOW_LORIS,
]

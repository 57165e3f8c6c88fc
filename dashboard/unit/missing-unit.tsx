/** Where a unit would be that does not exist, or not any more. */
import { useProject } from '../api/project-context.ts'
import { missing as words } from '../english/unit.ts'
import { pageAddress } from '../route.ts'
import { ButtonLink } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Empty } from '../ui/parts.tsx'

interface MissingUnitProps {
  readonly chunk: string
  /** Whether it was there since the page was opened. */
  readonly wasThere: boolean
  /** It was deleted here: with the ref that keeps its unmerged work, if there was any. */
  readonly deleted: { readonly backupRef: string | null } | null
}

export function MissingUnit({ chunk, wasThere, deleted }: MissingUnitProps) {
  const { key } = useProject()
  const ref = deleted?.backupRef ?? null
  return (
    <Empty title={words.title(chunk)}>
      <p role="status">
        {ref !== null ? words.backup(ref) : deleted ? words.deleted : wasThere ? words.gone : words.never}
        {ref === null ? null : <CopyButton label={words.copyRef} text={() => ref} />}
      </p>
      <ButtonLink href={pageAddress(key, 'track')}>{words.back}</ButtonLink>
    </Empty>
  )
}

/** The way to the pages: beside them on a wide screen, below them on a phone. */
import type { PageName } from '../route.ts'
import { pageAddress } from '../route.ts'
import { shell } from '../english/shell.ts'
import { PAGES } from './pages.ts'

export function Navigation({ project, page, attention }: { project: string; page: PageName; attention: number }) {
  return (
    <nav className="navigation" aria-label={shell.pages}>
      {PAGES.map(({ name, title, icon: Icon }) => (
        <a key={name} href={pageAddress(project, name)} aria-current={name === page ? 'page' : undefined}>
          <Icon aria-hidden="true" size={19} strokeWidth={1.9} />
          <span className="navigation-title">{title}</span>
          {name === 'attention' && attention > 0 ? (
            <span className="badge">
              <span aria-hidden="true">{attention}</span>
              <span className="unseen">{shell.needsYou(attention)}</span>
            </span>
          ) : null}
        </a>
      ))}
    </nav>
  )
}

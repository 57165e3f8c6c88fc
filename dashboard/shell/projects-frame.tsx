/** The frame of the page that belongs to no project: where there is none yet, or one wants to see them all. */
import { Suspense } from 'react'
import { shell } from '../english/shell.ts'
import { PageBoundary } from './page-boundary.tsx'
import { PAGE_CODE } from './pages.ts'

export function ProjectsFrame() {
  const Page = PAGE_CODE.projects
  return (
    <>
      <header className="top">
        <span className="brand">
          <span className="brand-name">{shell.brand}</span>
        </span>
      </header>
      <main className="page" id="page">
        <PageBoundary>
          <Suspense fallback={<p className="calm">{shell.readingPage}</p>}>
            <Page />
          </Suspense>
        </PageBoundary>
      </main>
    </>
  )
}

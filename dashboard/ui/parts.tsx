/** The small parts that every page is made of. */
import type { ReactNode } from 'react'
import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import './parts.css'

type Tone = 'plain' | 'attention' | 'blocked'

export function Tag({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className="tag" data-tone={tone}>
      {children}
    </span>
  )
}

/** A key as it is pressed: `Ctrl`, `g`, `?`. */
export function Key({ children }: { children: ReactNode }) {
  return <kbd className="key">{children}</kbd>
}

const NOTICE_ICONS = { info: Info, warning: TriangleAlert, problem: CircleAlert }

/** A sentence that must not be overlooked. A problem is read out at once. */
export function Notice({ tone, children }: { tone: keyof typeof NOTICE_ICONS; children: ReactNode }) {
  const Icon = NOTICE_ICONS[tone]
  return (
    <div className="notice" data-tone={tone} role={tone === 'problem' ? 'alert' : 'status'}>
      <Icon aria-hidden="true" size={17} strokeWidth={2.2} />
      <div>{children}</div>
    </div>
  )
}

/** What a page says that has nothing to show: what would be here, and how it gets here. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children}
    </div>
  )
}

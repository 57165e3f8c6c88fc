/** A page that cannot be loaded, or fails, takes nothing else with it: the frame and the connection stay. */
import { Component } from 'react'
import type { ReactNode } from 'react'
import { shell } from '../english/shell.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/parts.tsx'

export class PageBoundary extends Component<{ children: ReactNode }, { problem: string | null }> {
  override state: { problem: string | null } = { problem: null }

  static getDerivedStateFromError(error: unknown) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }

  override render() {
    if (this.state.problem === null) return this.props.children
    return (
      <div className="stack">
        <Notice tone="problem">
          {shell.pageFailed} {this.state.problem}
        </Notice>
        <div className="row">
          <Button onPress={() => window.location.reload()}>{shell.reload}</Button>
        </div>
      </div>
    )
  }
}

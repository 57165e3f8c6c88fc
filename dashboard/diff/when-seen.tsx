/** What is far from the screen is not drawn until somebody comes near it: then it stays. */
import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'

/** `height` is what it will take, so that the page does not jump: any CSS length. */
export function WhenSeen({ height, children }: { height: string; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null)
  const [seen, setSeen] = useState(false)
  useEffect(() => {
    if (!place.current) return
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setSeen(true)
      },
      { rootMargin: '600px' },
    )
    observer.observe(place.current)
    return () => observer.disconnect()
  }, [])
  return seen ? children : <div ref={place} style={{ height }} />
}

/** The tab tells how many items need a person, by its title and its icon: it is seen when the page is not. */
import { useEffect } from 'react'
import { shell } from '../english/shell.ts'

export function useTabTitle(name: string, count: number, isLive: boolean): void {
  useEffect(() => {
    document.title = `${count > 0 ? `(${count}) ` : ''}${name} · ${shell.brand}`
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
    if (link) link.href = `data:image/svg+xml,${encodeURIComponent(icon(count, isLive))}`
  }, [name, count, isLive])
}

/** The signal: green while all goes well, amber with a number while something needs a person, grey while the picture is old. */
function icon(count: number, isLive: boolean): string {
  const colour = !isLive ? '#7b868d' : count > 0 ? '#d98200' : '#1b9a5b'
  const text = count > 99 ? '99' : String(count)
  const mark =
    count > 0
      ? `<text x="16" y="22.5" font-family="sans-serif" font-weight="700" font-size="${text.length > 1 ? 17 : 20}" text-anchor="middle" fill="#fff">${text}</text>`
      : '<path d="M9.5 16.5 L14 21 L22.5 11" fill="none" stroke="#fff" stroke-width="3.4" stroke-linecap="round" stroke-linejoin="round"/>'
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="15" fill="${colour}"/>${mark}</svg>`
}

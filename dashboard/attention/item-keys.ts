/**
 * Keys of the item that has the focus: numbers choose its options, `r` retries, Enter goes into its form. The buttons carry their key as
 * `data-key`. They work while the focus is in the item and nothing is typed, so that no key decides what nobody looks at; and a key that is
 * held down decides one item, not all that follow it.
 */
import type { KeyboardEvent } from 'react'

/** The key of the option at that place; there are nine. */
export function numberOf(index: number): string | undefined {
  return index < 9 ? String(index + 1) : undefined
}

export function onItemKey(event: KeyboardEvent<HTMLElement>): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const { currentTarget: item, target, key } = event
  if (key === 'Enter' && target === item) {
    event.preventDefault()
    enterForm(item)
    return
  }
  if (!/^[1-9r]$/.test(key) || (target instanceof HTMLElement && target.closest('input, textarea, select'))) return
  event.preventDefault()
  // The page has commands of these keys, for when the focus is elsewhere.
  event.stopPropagation()
  if (!event.repeat) buttonOf(item, key)?.click()
}

export function buttonOf(item: HTMLElement | null, key: string): HTMLElement | null {
  return item?.querySelector<HTMLElement>(`[data-key="${key}"]:not([disabled])`) ?? null
}

/** To the first thing of the form: an option, or where one writes. */
export function enterForm(item: HTMLElement | null): void {
  item?.querySelector<HTMLElement>('form :is([data-key], textarea):not([disabled])')?.focus()
}

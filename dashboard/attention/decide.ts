/** How a form tells the item that it stands in of what was decided. */

/** Does the work; where the server accepts it, `told` is what was decided, as a sentence. */
export type Decide = (work: () => Promise<object | null>, told: string) => Promise<boolean>

/** What every form of an item is given. */
export interface FormProps<Item> {
  readonly item: Item
  /** It is decided already, here or by somebody else: what was typed stays, and nothing can be sent. */
  readonly isClosed: boolean
  readonly decide: Decide
}

/** A table that can be walked by keyboard; on a narrow screen it scrolls by itself. */
import type { ReactNode } from 'react'
import { Cell, Column, Row, Table as AriaTable, TableBody, TableHeader } from 'react-aria-components'
import './table.css'

export interface TableColumn<Item> {
  readonly id: string
  readonly title: string
  /** Only for screen readers, where the cells say what they are. */
  readonly hideTitle?: boolean
  readonly align?: 'start' | 'end'
  readonly cell: (item: Item) => ReactNode
}

interface TableProps<Item> {
  readonly label: string
  readonly items: readonly Item[]
  readonly keyOf: (item: Item) => string | number
  /** The first one names its row. */
  readonly columns: readonly TableColumn<Item>[]
  /** Where a row leads to. */
  readonly hrefOf?: (item: Item) => string
  readonly empty?: ReactNode
}

export function Table<Item extends object>({ label, items, keyOf, columns, hrefOf, empty }: TableProps<Item>) {
  return (
    <div className="table-scroll">
      <AriaTable aria-label={label} className="table">
        <TableHeader>
          {columns.map((column, index) => (
            <Column key={column.id} id={column.id} isRowHeader={index === 0} data-align={column.align}>
              {column.hideTitle ? <span className="unseen">{column.title}</span> : column.title}
            </Column>
          ))}
        </TableHeader>
        <TableBody renderEmptyState={() => empty}>
          {items.map((item) => (
            <Row key={keyOf(item)} id={keyOf(item)} href={hrefOf?.(item)} data-href={hrefOf ? '' : undefined}>
              {columns.map((column) => (
                <Cell key={column.id} data-align={column.align}>
                  {column.cell(item)}
                </Cell>
              ))}
            </Row>
          ))}
        </TableBody>
      </AriaTable>
    </div>
  )
}

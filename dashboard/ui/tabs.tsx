/** Several views of one thing, one at a time: only the one that is chosen is mounted. */
import type { ReactNode } from 'react'
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components'
import './tabs.css'

export interface TabView<Name extends string> {
  readonly name: Name
  readonly title: string
  readonly children: ReactNode
}

interface TabsProps<Name extends string> {
  readonly label: string
  readonly selected: Name
  readonly tabs: readonly TabView<Name>[]
  readonly onSelect: (name: Name) => void
}

export function Tabs<Name extends string>({ label, selected, tabs, onSelect }: TabsProps<Name>) {
  return (
    <AriaTabs
      className="tabs"
      selectedKey={selected}
      onSelectionChange={(key) => {
        const chosen = tabs.find(({ name }) => name === key)
        if (chosen) onSelect(chosen.name)
      }}
    >
      <TabList className="tab-list" aria-label={label}>
        {tabs.map(({ name, title }) => (
          <Tab key={name} id={name} className="tab">
            {title}
          </Tab>
        ))}
      </TabList>
      {tabs.map(({ name, children }) => (
        <TabPanel key={name} id={name} className="tab-panel">
          {children}
        </TabPanel>
      ))}
    </AriaTabs>
  )
}

/** Who is told of what happens in a project. */
import { useState } from 'react'
import { sentenceFor } from '../api/problem.ts'
import { useAction } from '../api/use-action.ts'
import { useFreshQuery } from '../api/use-fresh-query.ts'
import { common } from '../english/common.ts'
import { webhooks as words } from '../english/projects.ts'
import { ActionState } from '../ui/action-state.tsx'
import { Button } from '../ui/button.tsx'
import { Clock } from '../ui/clock.tsx'
import { Checkbox, TextInput } from '../ui/field.tsx'
import { Notice } from '../ui/parts.tsx'
import { Table } from '../ui/table.tsx'
import type { TableColumn } from '../ui/table.tsx'
import { useDraft } from '../ui/use-draft.ts'
import { Confirm } from './confirm.tsx'
import { placeProblem } from './placed-problem.ts'
import { CreateWebhook, DeleteWebhook, Webhooks } from './queries.ts'
import type { Webhook } from './queries.ts'
import { ShownOnce } from './shown-once.tsx'

type Event = Webhook['events'][number]
const EVENTS = Object.keys(words.eventWords) as Event[]

export function WebhooksSection({ project, arrivals }: { project: string; arrivals: number }) {
  const [changes, setChanges] = useState(0)
  const { data, error } = useFreshQuery(Webhooks, { project }, arrivals + changes)
  const [removed, setRemoved] = useState<Webhook | null>(null)
  const remove = useAction(DeleteWebhook)
  const changed = () => setChanges((count) => count + 1)
  return (
    <section className="card stack" aria-labelledby="webhooks">
      <div>
        <h2 id="webhooks">{words.title}</h2>
        <p className="calm">{words.lead}</p>
      </div>
      {error ? <Notice tone="problem">{sentenceFor(error)}</Notice> : null}
      {data ? null : <p className="calm">{common.reading}</p>}
      {data?.webhooks.length === 0 ? <p className="calm">{words.none}</p> : null}
      {data && data.webhooks.length > 0 ? (
        <Table label={words.list} items={data.webhooks} keyOf={({ id }) => id} columns={columns(setRemoved)} />
      ) : null}
      <NewWebhook project={project} onMade={changed} />
      {removed ? (
        <Confirm
          title={words.removeTitle}
          effect={words.removeEffect(removed.url)}
          verb={words.remove}
          action={remove}
          onClose={() => setRemoved(null)}
          onConfirm={async () => {
            if (!(await remove.act({ id: removed.id }))) return
            setRemoved(null)
            changed()
          }}
        />
      ) : null}
    </section>
  )
}

function columns(onRemove: (webhook: Webhook) => void): readonly TableColumn<Webhook>[] {
  return [
    { id: 'url', title: words.url, cell: ({ url }) => <code>{url}</code> },
    { id: 'events', title: words.events, cell: ({ events }) => events.map((event) => words.eventWords[event]).join(', ') },
    { id: 'delivered', title: words.delivered, cell: (webhook) => <Delivered {...webhook} /> },
    {
      id: 'actions',
      title: words.actions,
      hideTitle: true,
      align: 'end',
      cell: (webhook) => (
        <Button variant="quiet" aria-label={words.removeName(webhook.url)} onPress={() => onRemove(webhook)}>
          {words.remove}
        </Button>
      ),
    },
  ]
}

function Delivered({ sequence, failures, lastFailure, lastFailureAt, nextAttemptAt }: Webhook) {
  return (
    <>
      <div>{words.upTo(sequence)}</div>
      {failures > 0 ? (
        <div className="calm">
          {words.failures(failures)}
          {nextAttemptAt === null ? null : (
            <>
              , {words.next} <Clock at={nextAttemptAt} seconds />
            </>
          )}
        </div>
      ) : null}
      {lastFailure !== null && lastFailureAt !== null ? (
        <div className="calm">
          {words.last} <Clock at={lastFailureAt} seconds />: {lastFailure}
        </div>
      ) : null}
    </>
  )
}

function NewWebhook({ project, onMade }: { project: string; onMade: () => void }) {
  const action = useAction(CreateWebhook)
  const [url, setUrl] = useDraft(`new-webhook:${project}`)
  const [events, setEvents] = useState<readonly Event[]>(['ATTENTION_OPENED'])
  const [made, setMade] = useState<{ url: string; secret: string } | null>(null)
  const { at, rest } = placeProblem(action, ['url'])
  const create = async () => {
    const data = await action.act({ project, url: url.trim(), events: [...events] })
    if (!data) return
    setMade({ url: data.createWebhook.webhook.url, secret: data.createWebhook.secret })
    setUrl('')
    onMade()
  }
  return (
    <>
      {made ? <ShownOnce lead={words.secret(made.url)} secret={made.secret} done={words.done} onDone={() => setMade(null)} /> : null}
      <form
        className="inline-form"
        onSubmit={(event) => {
          event.preventDefault()
          if (!action.busy) void create()
        }}
      >
        <TextInput label={words.url} description={words.urlHelp} value={url} onChange={setUrl} problem={at('url')} />
        <fieldset className="choice">
          <legend className="field-label">{words.events}</legend>
          <div className="row phase-row">
            {EVENTS.map((event) => (
              <Checkbox
                key={event}
                isSelected={events.includes(event)}
                onChange={(isSelected) => setEvents(EVENTS.filter((each) => (each === event ? isSelected : events.includes(each))))}
              >
                {words.eventWords[event]}
              </Checkbox>
            ))}
          </div>
        </fieldset>
        <Button type="submit" isDisabled={action.busy || url.trim() === ''}>
          {words.create}
        </Button>
      </form>
      <ActionState {...action} problem={rest} />
    </>
  )
}

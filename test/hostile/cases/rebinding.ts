/** A page of somebody else, in the browser of an operator who is signed in, whose name leads to this machine: it gets nothing, and does nothing. */
import { HAS_BROWSER, REBOUND, withBrowser } from '../../support/browser.ts'
import type { Attacker } from '../attacker.ts'
import type { Group } from '../case.ts'
import { insideOf } from '../target.ts'

/** Each tells `ok` where it gets anything, or gets anything done. Run in the page of somebody else; `$URL` is where it attacks. */
const WAYS: Readonly<Record<string, string>> = {
  'fetch that reads': `fetch($URL + '/graphql', { method: 'POST', credentials: 'include', headers: { 'content-type': 'application/json' }, body: $BODY }).then((answer) => (answer.status === 403 ? 'refused' : 'ok'), () => 'refused')`,
  'fetch that only writes': `fetch($URL + '/graphql', { method: 'POST', mode: 'no-cors', credentials: 'include', body: $BODY }).then((answer) => answer.type === 'opaque' || answer.status === 403 ? 'refused' : 'ok', () => 'refused')`,
  'fetch of a page': `fetch($URL + '/', { credentials: 'include' }).then((answer) => (answer.ok ? 'ok' : 'refused'), () => 'refused')`,
  WebSocket: `new Promise((resolve) => { const socket = new WebSocket($URL.replace('http', 'ws') + '/graphql', 'graphql-transport-ws'); socket.onopen = () => resolve('ok'); socket.onerror = () => resolve('refused') })`,
  EventSource: `new Promise((resolve) => { const source = new EventSource($URL + '/graphql?query=subscription', { withCredentials: true }); source.onopen = () => resolve('ok'); source.onerror = () => { source.close(); resolve('refused') } })`,
  image: `new Promise((resolve) => { const image = new Image(); image.onload = () => resolve('ok'); image.onerror = () => resolve('refused'); image.src = $URL + '/icon.svg' })`,
  script: `new Promise((resolve) => { const script = document.createElement('script'); script.onload = () => resolve('ok'); script.onerror = () => resolve('refused'); script.src = $URL + '/index.html'; document.head.append(script) })`,
  beacon: `Promise.resolve((navigator.sendBeacon($URL + '/graphql', new Blob([$BODY], { type: 'text/plain' })), 'refused'))`,
  form: `new Promise((resolve) => { const frame = Object.assign(document.createElement('iframe'), { name: 'form' + Math.random() }); const form = Object.assign(document.createElement('form'), { method: 'post', action: $URL + '/graphql', target: frame.name, enctype: 'text/plain' }); form.append(Object.assign(document.createElement('input'), { name: $BODY.slice(0, -1) + ',"x":"', value: '"}' })); document.body.append(frame, form); frame.onload = () => resolve('refused'); form.submit() })`,
  frame: `new Promise((resolve) => { const frame = document.createElement('iframe'); frame.onload = () => { try { resolve(frame.contentDocument.getElementById('root') ? 'ok' : 'refused') } catch { resolve('refused') } }; frame.src = $URL + '/'; document.body.append(frame) })`,
}

const WITHIN_MS = 5_000

/** What a page can find out or do, wherever it comes from and whatever it asks. */
async function attack(attacker: Attacker): Promise<object> {
  const inside = insideOf(attacker.target)
  const { port, tokens } = attacker.target
  return withBrowser(async (browser) => {
    const dashboard = await browser.newPage()
    await dashboard.goto(`http://127.0.0.1:${port}/#token=${tokens.owner}`)
    await dashboard.getByText('Live').waitFor()
    // What the dashboard itself still asks for is not the attacker's.
    await dashboard.waitForLoadState('networkidle')
    const cookies = await browser.cookies()
    await dashboard.close()
    const [state, resolved, log] = [await attacker.target.state(), inside.resolved(), (await inside.log()).length]
    const got: string[] = []
    // The one is a page of their own server; the other came from there too, and its name leads to ours since.
    for (const origin of [`http://${REBOUND}:8099`, `http://${REBOUND}:${port}`]) {
      const page = await browser.newPage()
      await page.route(`${origin}/evil`, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>evil</title>' }))
      await page.goto(`${origin}/evil`)
      for (const url of [`http://${REBOUND}:${port}`, `http://127.0.0.1:${port}`, `http://localhost:${port}`]) {
        for (const [way, source] of Object.entries(WAYS)) {
          const code = source.replaceAll('$URL', JSON.stringify(url)).replaceAll('$BODY', JSON.stringify(JSON.stringify(attacker.mutation)))
          const answer = await page.evaluate(
            `Promise.race([${code}, new Promise((resolve) => setTimeout(resolve, ${WITHIN_MS}, 'no answer'))])`,
          )
          if (answer !== 'refused') got.push(`${way} at ${url} from ${origin}: ${String(answer)}`.replaceAll(String(port), 'PORT'))
        }
      }
      await page.close()
    }
    return {
      wasSignedIn: cookies.length,
      got,
      isUnchanged: (await attacker.target.state()) === state,
      ran: inside.resolved() - resolved,
      isLogged: /"msg":"refused/.test((await inside.log()).slice(log)),
    }
  })
}

export const REBINDING: Group = {
  name: 'rebinding names in a real browser',
  cases: HAS_BROWSER
    ? [
        {
          fact: 'a foreign page whose name leads here reads nothing, opens nothing, loads nothing and changes nothing, in whatever way it tries',
          isInside: true,
          see: attack,
          sees: { wasSignedIn: 1, got: [], isUnchanged: true, ran: 0, isLogged: true },
        },
      ]
    : [],
}

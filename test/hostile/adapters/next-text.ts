/** What a program writes for the test to read. */
import { watch } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The text of a file that is not there yet, as soon as there is any. Call it before whoever writes is started. */
export function nextText(folder: string, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const watcher = watch(folder, (_event, changed) => {
      if (changed !== name) return
      readFile(join(folder, name), 'utf8').then((text) => {
        if (text === '') return
        watcher.close()
        resolve(text)
      }, reject)
    })
  })
}

/** The names of the blocks above their places on the tracks, each with how many units stand there. One that is pressed is looked at alone. */
import { PHASE_WORDS } from '../english/common.ts'
import { track as words } from '../english/track.ts'
import type { Arranged } from './arrange.ts'
import { Chip } from './chip.tsx'
import type { Block, View } from './view.ts'
import './block-heads.css'

export const blockName = (block: Block): string => (block === 'DONE' ? words.done : PHASE_WORDS[block])

interface BlockHeadsProps {
  readonly blocks: readonly Block[]
  readonly arranged: Arranged
  readonly view: View
  readonly onToggle: (block: Block) => void
}

export function BlockHeads({ blocks, arranged, view, onToggle }: BlockHeadsProps) {
  return (
    <div className="track-heads" data-density={view.density}>
      <span className="track-shown">{words.shown(arranged.shown, arranged.all)}</span>
      <div className="track-blocks" role="group" aria-label={words.blocks}>
        {blocks.map((block) => (
          <Chip
            key={block}
            kind="block-head"
            value={block}
            name={blockName(block)}
            short={words.shortBlocks[block]}
            count={arranged.blockCounts.get(block) ?? 0}
            isChosen={view.blocks.includes(block)}
            onToggle={onToggle}
          />
        ))}
      </div>
    </div>
  )
}

/** The names of the blocks above their places on the tracks, each with how many units stand there. One that is pressed is looked at alone. */
import { PHASE_WORDS } from '../english/common.ts'
import { track as words } from '../english/track.ts'
import type { Arranged } from './arrange.ts'
import { Chip } from './chip.tsx'
import { toggled } from './view.ts'
import type { Block, View } from './view.ts'

export const blockName = (block: Block): string => (block === 'DONE' ? words.done : PHASE_WORDS[block])

interface BlockHeadsProps {
  readonly blocks: readonly Block[]
  readonly arranged: Arranged
  readonly view: View
  readonly onChange: (change: Partial<View>) => void
}

export function BlockHeads({ blocks, arranged, view, onChange }: BlockHeadsProps) {
  return (
    <div className="track-heads" data-density={view.density}>
      <span className="track-shown">{words.shown(arranged.shown, arranged.all)}</span>
      <div className="track-blocks" role="group" aria-label={words.blocks}>
        {blocks.map((block) => (
          <Chip
            key={block}
            className="block-head"
            name={blockName(block)}
            count={arranged.blockCounts.get(block) ?? 0}
            isChosen={view.blocks.includes(block)}
            onToggle={() => onChange({ blocks: toggled(view.blocks, block) })}
          >
            <span className="block-name">{blockName(block)}</span>
            <span className="block-short">{words.shortBlocks[block]}</span>
          </Chip>
        ))}
      </div>
    </div>
  )
}

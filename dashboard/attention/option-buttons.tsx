/** What can be chosen, with the number that chooses it while the item has the focus (see item-keys.ts). */
import { Button } from '../ui/button.tsx'
import { Key } from '../ui/parts.tsx'
import { numberOf } from './item-keys.ts'

interface OptionChoice {
  readonly id: string
  readonly label: string
  readonly choose: () => void
}

export function OptionButtons({ label, isDisabled, choices }: { label: string; isDisabled: boolean; choices: readonly OptionChoice[] }) {
  return (
    <div className="row attention-options" role="group" aria-label={label}>
      {choices.map(({ id, label: text, choose }, index) => {
        const key = numberOf(index)
        return (
          <Button key={id} data-key={key} isDisabled={isDisabled} onPress={choose}>
            <span className="attention-option">{text}</span>
            {key === undefined ? null : (
              <span aria-hidden="true">
                <Key>{key}</Key>
              </span>
            )}
          </Button>
        )
      })}
    </div>
  )
}

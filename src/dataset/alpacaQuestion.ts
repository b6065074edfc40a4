/** What an Alpaca row asks: training, the lens and conversions all put it together here. */

/** Between instruction and input. */
export const ALPACA_JOINT = '\n\n';

/** The instruction, and the input after an empty line. A part that says nothing adds nothing, no empty line either. */
export function alpacaQuestion(instruction: string, input: string): string {
  const said = [instruction, input].filter((part) => part.trim() !== '');
  return said.length === 0 ? instruction : said.join(ALPACA_JOINT);
}

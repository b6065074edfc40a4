/** Text from a file or a model must not steer the terminal: control characters are shown by their codes. */

/** Line ends and tabs stay. */
export const printable = (text: string): string => text.replace(/[^\P{Cc}\n\t]/gu, escaped);

/** For one line among others, which no text may break off or imitate. */
export const printableLine = (text: string): string => text.replace(/\p{Cc}/gu, escaped);

const escaped = (character: string): string => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;

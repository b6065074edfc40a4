/** Places as the protocol has them. */
import type { Position as ProtocolPosition } from 'vscode-languageserver/node';
import type { Position } from '../../dataset/read.ts';

export const toPosition = ({ line, character }: ProtocolPosition): Position => ({ line, column: character });

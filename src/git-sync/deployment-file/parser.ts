import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  Scalar,
  visit,
} from 'yaml';
import { throwIfInvalid } from '../../private/errors';
import type { Source } from './formats';
import { isJsonLiteral } from './json';
import { offsetOf } from './yaml-nodes';

/** Far above what 50 parameters and 50 tags can take, and small enough to be read at once. */
const LARGEST = 1_000_000;

/** One mistake makes the parser stumble often. */
const MAX_VIOLATIONS = 5;

/** All values are taken as they are written, or 0012 would be 12 when it is written again. */
export const OPTIONS = { schema: 'failsafe', resolveKnownTags: false, prettyErrors: false } as const;

export interface Parsed {
  readonly document: Document;
  /** Where a node stands, for a message. */
  readonly at: (node: unknown) => string;
}

/**
 * Parses the text of a deployment file, whatever it says.
 *
 * @throws with line and column, when it is not YAML or JSON
 */
export function parse({ text, name, format }: Source): Parsed {
  const bytes = Buffer.byteLength(text);
  if (bytes > LARGEST) refuse([`${name} must have at most ${LARGEST} bytes, got ${bytes}`]);
  const lines = new LineCounter();
  const document = parseDocument(text, { ...OPTIONS, lineCounter: lines });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  refuse(
    document.errors.slice(0, MAX_VIOLATIONS).map(({ code, pos, message }) => {
      const what = code === 'DUPLICATE_KEY' ? 'the key stands there twice' : `not ${format}: ${withoutSource(message)}`;
      return `${place(pos[0])}: ${what}`;
    }),
  );
  const offset = format === 'JSON' ? notJsonAt(text, document) : undefined;
  if (offset !== undefined) refuse([`${place(offset)}: not JSON: write JSON, or name the file .yaml`]);
  return { document, at: (node) => place(offsetOf(node)) };
}

export function refuse(violations: string[]): void {
  throwIfInvalid('InvalidDeploymentFile', violations, undefined);
}

/** The parser quotes what it stumbles over, which may be a secret. */
function withoutSource(message: string): string {
  if (/call stack/.test(message)) return 'it is nested too deeply';
  return message.replace(/"(?:[^"\\]|\\.)*"/g, '…').replace(/; please use .*$/, '');
}

/** Where a text is YAML, but not JSON, if it is. The engine does not always say where. */
function notJsonAt(text: string, document: Document): number | undefined {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ' '));
    return undefined;
  } catch (error) {
    let first = Number(/at position (\d+)/.exec(String(error))?.[1] ?? text.length);
    visit(document, {
      Node: (_, node) => {
        if (!isJsonNode(node)) first = Math.min(first, offsetOf(node));
      },
    });
    return first;
  }
}

function isJsonNode(node: Node): boolean {
  if (isMap(node) || isSeq(node)) return node.flow === true;
  if (isAlias(node) || !isScalar(node)) return false;
  return node.type === Scalar.QUOTE_DOUBLE || isJsonLiteral(node);
}

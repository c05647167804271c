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
import { ErrorCode } from '../../error-code';
import { throwIfInvalid } from '../../private/errors';
import type { Source } from './formats';
import { isJsonLiteral } from './json';
import { offsetOf } from './yaml-nodes';

/** Far above the size of 50 parameters and 50 tags, and small enough to be read at once. */
const MAX_BYTES = 1_000_000;

/** A single mistake can cause many errors of the parser. */
const MAX_VIOLATIONS = 5;

/** All values are read as strings, so that 0012 does not become 12 when it is written again. */
export const OPTIONS = { schema: 'failsafe', resolveKnownTags: false, prettyErrors: false } as const;

export interface Parsed {
  readonly document: Document;
  /** The position of a node, for messages. */
  readonly at: (node: unknown) => string;
}

/**
 * Parses the text of a deployment file, without checking its content.
 *
 * @throws when it is not YAML or JSON, or too large; the message has line and column
 */
export function parse({ text, name, format }: Source): Parsed {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_BYTES) refuse([`${name} must have at most ${MAX_BYTES} bytes, got ${bytes}`]);
  const lines = new LineCounter();
  const document = parseDocument(text, { ...OPTIONS, lineCounter: lines });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  refuse(
    document.errors.slice(0, MAX_VIOLATIONS).map(({ code, pos, message }) => {
      const what = code === 'DUPLICATE_KEY' ? 'the key is given twice' : `not ${format}: ${withoutSource(message)}`;
      return `${place(pos[0])}: ${what}`;
    }),
  );
  const offset = format === 'JSON' ? notJsonAt(text, document) : undefined;
  if (offset !== undefined) refuse([`${place(offset)}: not JSON: write JSON, or rename the file to .yaml`]);
  return { document, at: (node) => place(offsetOf(node)) };
}

export function refuse(violations: string[]): void {
  throwIfInvalid(ErrorCode.INVALID_DEPLOYMENT_FILE, violations, undefined);
}

/** Removes the text that the parser quotes, which may be a secret. */
function withoutSource(message: string): string {
  if (/call stack/.test(message)) return 'it is nested too deeply';
  return message.replace(/"(?:[^"\\]|\\.)*"/g, '…').replace(/; please use .*$/, '');
}

/** The offset at which YAML is not JSON, if any. The JavaScript engine does not always report it. */
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

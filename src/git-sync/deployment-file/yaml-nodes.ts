import { isMap, isNode, isScalar, isSeq, type Node, type Pair, Scalar, stringify, type YAMLMap } from 'yaml';

/** The text of a value as it is written, so that 1.10 stays 1.10; none for what is no single value. */
export function textOf(node: unknown): string | undefined {
  if (!isScalar(node) || isNull(node)) return undefined;
  if (node.tag && !node.tag.startsWith('tag:yaml.org,2002:')) return undefined;
  return String(node.value);
}

export function isNull(node: unknown): boolean {
  if (isScalar(node)) return node.type === Scalar.PLAIN && /^(~|null|Null|NULL|)$/.test(String(node.value));
  return node === null || node === undefined;
}

/** What a node is, for a message. */
export function kindOf(node: unknown): string {
  if (isNull(node)) return 'nothing';
  if (isMap(node)) return 'a mapping';
  if (isSeq(node)) return 'a list';
  return isScalar(node) && node.tag ? `a value with the tag ${node.tag}` : 'a single value';
}

export function offsetOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

export function pairOf(map: YAMLMap, name: string): Pair | undefined {
  return map.items.find(({ key }) => textOf(key) === name);
}

/** A value that all readers take for a string, also those of YAML 1.1, to whom `yes` is true and 1:30 is 90. */
export function stringNode(value: string): Scalar<string> {
  const scalar = new Scalar(value);
  const mayBePlain = !/^["'=]/.test(stringify(value, { compat: 'yaml-1.1', lineWidth: 0 }));
  if (!mayBePlain) scalar.type = Scalar.QUOTE_DOUBLE;
  return scalar;
}

/** The same value for a place in a line where another one stood, quoted as that was, if it can be. */
export function inlineString(value: string, type: Scalar.Type): string {
  const isPlain = /^[A-Za-z_/][\w./:@+-]*$/.test(value) && stringNode(value).type === undefined;
  if (type === Scalar.PLAIN && isPlain) return value;
  if (type === Scalar.QUOTE_SINGLE && /^[^'\p{Cc}\p{Zl}\p{Zp}]*$/u.test(value)) return `'${value}'`;
  return JSON.stringify(value);
}

export function copyComments(from: Node, to: Node): void {
  if (from.comment) to.comment = from.comment;
  if (from.commentBefore) to.commentBefore = from.commentBefore;
  if (from.spaceBefore) to.spaceBefore = true;
}

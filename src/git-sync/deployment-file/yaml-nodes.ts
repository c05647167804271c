import { isMap, isNode, isScalar, isSeq, type Node, type Pair, Scalar, stringify, type YAMLMap } from 'yaml';

/** The text of a single value as it is written, so that 1.10 stays 1.10; nothing for other nodes. */
export function textOf(node: unknown): string | undefined {
  if (!isScalar(node) || isNull(node)) return undefined;
  if (node.tag && !node.tag.startsWith('tag:yaml.org,2002:')) return undefined;
  return String(node.value);
}

export function isNull(node: unknown): boolean {
  if (isScalar(node)) return node.type === Scalar.PLAIN && /^(~|null|Null|NULL|)$/.test(String(node.value));
  return node === null || node === undefined;
}

/** The kind of a node, for messages. */
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

/** A value that every reader takes for a string, even a YAML 1.1 reader, for which `yes` is true and 1:30 is 90. */
export function stringNode(value: string): Scalar<string> {
  const scalar = new Scalar(value);
  const mayBePlain = !/^["'=]/.test(stringify(value, { compat: 'yaml-1.1', lineWidth: 0 }));
  if (!mayBePlain) scalar.type = Scalar.QUOTE_DOUBLE;
  return scalar;
}

/** A value to replace another one within a line, quoted in the same way if possible. */
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

import { extname } from 'node:path';
import { readText } from './working-tree';

export type Format = 'YAML' | 'JSON';

/** The text of a deployment file, with its name for messages. */
export interface Source {
  readonly text: string;
  readonly name: string;
  readonly format: Format;
}

/** The format of a file, from its extension. */
export function formatOf(path: string): Format {
  return extname(path).toLowerCase() === '.json' ? 'JSON' : 'YAML';
}

export function sourceOf(path: string, format: Format): Source | undefined {
  const text = readText(path);
  return text === undefined ? undefined : { text, name: path, format };
}

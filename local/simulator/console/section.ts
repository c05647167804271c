import type { Page } from './layout.ts';

export interface Link {
  readonly name: string;
  readonly path: string;
}

/** Pages of another service, which the console shows beside its own. The simulator by itself has none. */
export interface ConsoleSection {
  readonly title: string;
  /** The path of the section; its pages are below. */
  readonly path: string;
  /** The pages that the overview lists. */
  links(): Promise<readonly Link[]>;
  /** The page at the path of the section. @default - a list of its links */
  index?(): Promise<Page>;
  /**
   * The page of a name, which is the rest of its path.
   *
   * @throws ControlError when there is none
   */
  page(name: string, query: URLSearchParams): Promise<Page>;
}

/** Something that is broken, or that waits for somebody. */
export interface Attention {
  /** What it is about, such as `Connection github`. */
  readonly what: string;
  /** Its page. */
  readonly path?: string;
  /** Such as PENDING or FAILED. */
  readonly status: string;
  readonly reason?: string;
  /** For whom it waits. Without, it is broken. */
  readonly waitsFor?: string;
}

/** What else needs attention, beside what the simulator knows of. */
export type AttentionSource = () => Promise<readonly Attention[]>;

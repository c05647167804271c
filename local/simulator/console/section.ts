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
  /**
   * The page of a name, which is the rest of its path.
   *
   * @throws ControlError when there is none
   */
  page(name: string, query: URLSearchParams): Promise<Page>;
}

/** An action of another service at the control endpoint. The simulator by itself has none. */
export interface ControlAction {
  /** The path below `/_simulator/`. */
  readonly name: string;
  /** The members that its body may have: a misspelled one is an error. */
  readonly members: readonly string[];
  /**
   * Acts on a body with these members, and returns the response.
   *
   * @throws when it cannot: the message is the response, with the status 400
   */
  act(body: Readonly<Record<string, unknown>>): Promise<object>;
}

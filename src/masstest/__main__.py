"""`python -m masstest`: the command line."""

from masstest.cli import main

if __name__ == "__main__":
    main()

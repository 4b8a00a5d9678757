"""The trail of a person or an application: every act and every reading, from wherever it stands."""

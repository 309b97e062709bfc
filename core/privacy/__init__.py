"""What is held about people: found, shown, exported, erased, and deleted when its time is over.

``registry`` knows every kind of data, ``holdings`` those of core, ``erasing`` deletes a person, ``export`` writes
files, ``retention`` lists the periods. ``desk`` and its neighbours are the pages in the admin.
"""
